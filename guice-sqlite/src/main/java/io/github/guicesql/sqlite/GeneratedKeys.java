package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key of the row that a connection inserted last when somebody asks for it, or just
 * before the next statement runs, which may insert another one. The driver reads it after each
 * insert, and compiles a statement each time.
 */
final class GeneratedKeys {

  private @Nullable SqlitePreparedStatement pending;
  private boolean reading;

  /** Returns whether the driver is running a statement of its own to read a key. */
  boolean isReading() {
    return reading;
  }

  /** This statement has run, and its key can still be read. */
  void pending(SqlitePreparedStatement statement) {
    pending = statement;
  }

  void forget(SqlitePreparedStatement statement) {
    if (pending == statement) {
      pending = null;
    }
  }

  /** Runs a query of the driver's for a statement's keys. */
  <T> T read(SqlitePreparedStatement statement, SqlCall<T> query) throws SQLException {
    if (pending == statement) {
      readPending();
    }
    return read(query);
  }

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
    SqlitePreparedStatement statement = pending;
    if (statement != null) {
      pending = null;
      read(
          () -> {
            statement.fetchGeneratedKeys();
            return true;
          });
    }
  }
}
