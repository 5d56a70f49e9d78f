package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a statement of either kind: never after its borrow has ended, and within its query timeout
 * unless it is cancelled before.
 */
final class StatementRun {

  private final SqliteConnection connection;
  private final Borrow borrow;
  private final Cursor cursor;
  private int timeoutSeconds;
  private volatile boolean closed;
  private volatile @Nullable Execution execution;

  StatementRun(SqliteConnection connection, Cursor cursor) {
    this.connection = connection;
    this.borrow = connection.borrow();
    this.cursor = cursor;
  }

  /** Runs the statement, after all that its text requires has been done. */
  <T> T run(SqlText text, SqlCall<T> call) throws SQLException {
    checkOpen();
    boolean readsKeys = connection.keys().isReading();
    if (!readsKeys) {
      cursor.end();
    }
    connection.cursors().started(cursor);
    try {
      return readsKeys ? call.run() : runLimited(text, call);
    } catch (SQLException e) {
      if (readsKeys && Commands.isInterrupt(e)) {
        connection.interrupted();
      }
      throw SqlStates.named(e);
    } finally {
      connection.cursors().finished(cursor);
    }
  }

  private <T> T runLimited(SqlText text, SqlCall<T> call) throws SQLException {
    Execution outer = execution;
    Execution current = new Execution(connection.interrupter(), borrow, timeoutSeconds);
    execution = current;
    try {
      return connection.run(text, current, call);
    } finally {
      execution = outer;
      current.end();
    }
  }

  /** The driver's plain statement checks this nowhere. */
  void checkOpen() throws SQLException {
    borrow.check();
    if (closed) {
      throw Borrow.closedStatement();
    }
  }

  void close() {
    closed = true;
  }

  /** Cancels what this statement runs, or the reading of its rows. */
  void cancel() throws SQLException {
    Execution current = execution;
    if (current != null) {
      current.cancel();
    } else if (cursor.isOpen() && !borrow.isOver()) {
      connection.interrupter().interrupt();
    }
  }

  int timeoutSeconds() {
    return timeoutSeconds;
  }

  void timeoutSeconds(int seconds) throws SQLException {
    if (seconds < 0) {
      throw new SQLException("query timeout must be >= 0");
    }
    timeoutSeconds = seconds;
  }
}
