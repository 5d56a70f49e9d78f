package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingConnection;
import io.github.guicesql.sqlmodule.internal.connection.ReportedFailure;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is lent to a borrower. It exists to detect an event that HikariCP does not
 * report: the borrower has closed the connection, and the pool has not yet taken it back. JDBC's
 * own methods cannot serve as the event, since a user may call any of them.
 */
final class BorrowedConnection extends ForwardingConnection implements ReportedFailure {

  private static final Logger log = LoggerFactory.getLogger(BorrowedConnection.class);

  private final Connection delegate;
  private final OpenConnection opened;
  private @Nullable ChangedState changed;

  BorrowedConnection(Connection delegate, OpenConnection opened) {
    this.delegate = delegate;
    this.opened = opened;
  }

  /** Returns the pool's connection. */
  @Override
  protected Connection delegate() {
    return delegate;
  }

  @Override
  public void close() throws SQLException {
    if (!opened.isEvicted() && !delegate.isClosed() && !(opened.takeBack() && restored())) {
      opened.evict(this);
    }
    if (opened.isEvicted()) {
      closeEvicted();
    } else {
      delegate.close();
    }
  }

  /** Returns the pool's own connection, which the pool is about to evict. */
  Connection evicted() {
    opened.evicted();
    return delegate;
  }

  /**
   * Ends the pool's proxy after the connection below it was closed. HikariCP then resets what the
   * borrower has changed, such as auto-commit, on a connection that it no longer has.
   */
  private void closeEvicted() throws SQLException {
    try {
      delegate.close();
    } catch (RuntimeException e) {
      log.trace("{}: an evicted connection is not reset", opened, e);
    }
  }

  /**
   * Restores the borrower's changes. The driver checks the restored connection again, since it may
   * know better what a part of the state was.
   */
  private boolean restored() {
    try {
      return changed == null || (changed.restore(delegate) && opened.takeBack());
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: what a borrower has changed is not restored", opened, e);
      return false;
    }
  }

  private ChangedState changed() {
    if (changed == null) {
      changed = new ChangedState();
    }
    return changed;
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    if (!readOnly) {
      opened.checkMayWrite();
    }
    super.setReadOnly(readOnly);
  }

  @Override
  public void setCatalog(@Nullable String catalog) throws SQLException {
    changed().before(delegate, "catalog", Connection::getCatalog, Connection::setCatalog);
    super.setCatalog(catalog);
  }

  @Override
  public void setSchema(@Nullable String schema) throws SQLException {
    changed().before(delegate, "schema", Connection::getSchema, Connection::setSchema);
    super.setSchema(schema);
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    changed()
        .before(delegate, "holdability", Connection::getHoldability, Connection::setHoldability);
    super.setHoldability(holdability);
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    changed().before(delegate, "type map", Connection::getTypeMap, Connection::setTypeMap);
    super.setTypeMap(map);
  }

  @Override
  public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
    noteClientInfo();
    super.setClientInfo(name, value);
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    noteClientInfo();
    super.setClientInfo(properties);
  }

  private void noteClientInfo() {
    changed().before(delegate, "client info", Connection::getClientInfo, Connection::setClientInfo);
  }

  /** Reports to the driver that the borrower can do now what is not seen here. */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    T unwrapped = super.unwrap(type);
    opened.unwrapped(unwrapped);
    return unwrapped;
  }

  @Override
  public Optional<Boolean> transactionHasFailed() throws SQLException {
    return opened.transactionHasFailed();
  }

  @Override
  public boolean isLost() throws SQLException {
    return opened.isClosed();
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    delegate.abort(executor);
  }

  /**
   * Treats this as equal to the pool's connection, which a statement's {@code getConnection()}
   * returns.
   */
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
