package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.internal.connection.NestedConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection that joins a thread's transaction, until the end of a call. */
final class JoinedConnection extends NestedConnection {

  private final ActiveTransaction transaction;
  private final Level level;

  JoinedConnection(Connection shared, ActiveTransaction transaction, Level level) {
    super(shared, transaction, transaction, transaction.isReadOnly());
    this.transaction = transaction;
    this.level = level;
  }

  @Override
  protected void used() {
    transaction.noteUse();
  }

  /** Notes that failures of what is below are not reported to the transaction. */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    T unwrapped = super.unwrap(type);
    if (unwrapped != this) {
      transaction.noteUnwrapped();
    }
    return unwrapped;
  }

  @Override
  protected void closing() {
    level.forget(this);
  }

  @Override
  protected void prepare(Statement statement) throws SQLException {
    Deadline deadline = level.deadline();
    if (deadline != null) {
      deadline.limit(statement);
    }
  }
}
