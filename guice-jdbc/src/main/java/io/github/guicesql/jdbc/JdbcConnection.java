package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A driver's connection whose {@code abort()} does what JDBC says.
 *
 * <p>Among the drivers that were measured, one does nothing in {@code abort()}, one refuses it, and
 * others block in it, as in {@code isClosed()}, until the running statement ends. What ends a
 * statement is {@code Statement.cancel()}. This class records the statements to cancel.
 */
final class JdbcConnection extends ForwardingConnection {

  private final Connection delegate;
  private final Runnable onWritable;

  /** The statements of the current borrower, some of which may be closed. */
  private final Set<Statement> statements =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  private volatile boolean closed;

  /** Auto-commit as it was set by JDBC; SQL can change it, too. */
  private boolean autoCommit;

  /**
   * Wraps a driver's connection.
   *
   * @param onWritable called if the driver ignores that the connection is to be read-only
   */
  JdbcConnection(Connection delegate, Runnable onWritable) throws SQLException {
    this.delegate = delegate;
    this.onWritable = onWritable;
    autoCommit = delegate.getAutoCommit();
  }

  @Override
  protected Connection delegate() {
    return delegate;
  }

  @Override
  protected <T extends Statement> T created(T statement) {
    statements.add(statement);
    return statement;
  }

  @Override
  public void setAutoCommit(boolean newAutoCommit) throws SQLException {
    super.setAutoCommit(newAutoCommit);
    autoCommit = newAutoCommit;
  }

  /** JDBC calls read-only a hint. A driver that does nothing about it says so when it is asked. */
  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    super.setReadOnly(readOnly);
    if (readOnly && !delegate.isReadOnly()) {
      onWritable.run();
    }
  }

  /** Restores what SQL has changed, and returns whether the connection can be lent again. */
  boolean reset() throws SQLException {
    statements.clear();
    if (delegate.isClosed()) {
      return false;
    }
    if (delegate.getAutoCommit() != autoCommit) {
      if (!delegate.getAutoCommit()) {
        delegate.rollback();
      }
      delegate.setAutoCommit(autoCommit);
    }
    return true;
  }

  /** Cancels the running statement, aborts and closes. */
  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    for (Statement statement : statements.toArray(Statement[]::new)) {
      cancel(statement);
    }
    try {
      delegate.abort(executor);
    } catch (SQLFeatureNotSupportedException e) {
      // Closing has to be enough.
    } finally {
      close();
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException | RuntimeException e) {
      // The statement is closed, or the driver cannot cancel. The connection is aborted even so.
    }
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
    closed = true;
  }

  /**
   * Returns whether the connection was closed here, as JDBC guarantees. The driver is not asked:
   * another thread's statement may hold it up.
   */
  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
