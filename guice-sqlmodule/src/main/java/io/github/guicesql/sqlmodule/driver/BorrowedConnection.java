package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/**
 * A connection in the hands of a borrower. It exists for one event that HikariCP does not have:
 * that the borrower has closed it, and the pool has not yet taken it back. JDBC's own methods
 * cannot tell, since a user may call any of them.
 */
final class BorrowedConnection extends ForwardingConnection {

  private final ManagedDataSource owner;

  BorrowedConnection(Connection delegate, ManagedDataSource owner) {
    super(delegate);
    this.owner = owner;
  }

  @Override
  public void close() throws SQLException {
    if (!delegate.isClosed()) {
      owner.returning(delegate);
    }
    delegate.close();
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    delegate.abort(executor);
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
