package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key of the row that a connection inserted last when somebody asks for it, or just
 * before the next statement runs, which may insert another one. The driver reads it after each
 * insert, and compiles a statement each time, which stands at its row from then on: SQLite would
 * count it as being executed, and stay interrupted by a query timeout of another statement.
 */
final class GeneratedKeys {

  private static final String LAST = "select last_insert_rowid()";

  private final Commands commands;
  private @Nullable InsertedKey pending;
  private boolean reading;

  GeneratedKeys(Commands commands) {
    this.commands = commands;
  }

  /** Returns whether the driver is running a statement of its own to return a key. */
  boolean isReading() {
    return reading;
  }

  /** A statement has inserted a row, and its key can still be read. */
  void pending(InsertedKey key) {
    pending = key;
  }

  void forget(InsertedKey key) {
    if (pending == key) {
      pending = null;
    }
  }

  /** Runs a query that returns a key. */
  <T> T read(SqlCall<T> query) throws SQLException {
    boolean before = reading;
    reading = true;
    try {
      return query.run();
    } finally {
      reading = before;
    }
  }

  void readPending() throws SQLException {
    InsertedKey key = pending;
    if (key != null) {
      key.is(commands.number(LAST));
      pending = null;
    }
  }
}
