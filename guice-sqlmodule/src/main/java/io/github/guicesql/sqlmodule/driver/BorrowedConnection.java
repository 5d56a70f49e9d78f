package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the hands of a borrower. It exists for one event that HikariCP does not have:
 * that the borrower has closed it, and the pool has not yet taken it back. JDBC's own methods
 * cannot tell, since a user may call any of them.
 */
final class BorrowedConnection extends ForwardingConnection {

  private final ManagedDataSource pool;
  private final OpenConnection opened;

  BorrowedConnection(Connection delegate, ManagedDataSource pool, OpenConnection opened) {
    super(delegate);
    this.pool = pool;
    this.opened = opened;
  }

  @Override
  public void close() throws SQLException {
    if (!delegate.isClosed() && !opened.takeBack()) {
      pool.evictConnection(delegate);
    }
    delegate.close();
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    delegate.abort(executor);
  }

  /** Equal to the pool's connection, which is what a statement's {@code getConnection()} gives. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BorrowedConnection that
        ? delegate.equals(that.delegate)
        : delegate.equals(other);
  }

  @Override
  public int hashCode() {
    return delegate.hashCode();
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
