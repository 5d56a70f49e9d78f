package io.github.guicesql.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key of the row that a connection inserted last when somebody asks for it, or just
 * before the next statement runs, which may insert another one. The driver reads it after each
 * insert, and compiles a statement each time.
 */
final class GeneratedKeys {

  /** How the driver answers with the keys that it has read. */
  @FunctionalInterface
  interface Query {
    ResultSet run() throws SQLException;
  }

  private @Nullable SqlitePreparedStatement owedTo;
  private boolean reading;

  /** Whether the statement that runs is the driver's, and reads a key. */
  boolean isReading() {
    return reading;
  }

  void owe(SqlitePreparedStatement statement) {
    owedTo = statement;
  }

  void forget(SqlitePreparedStatement statement) {
    if (owedTo == statement) {
      owedTo = null;
    }
  }

  ResultSet of(SqlitePreparedStatement statement, Query query) throws SQLException {
    if (owedTo == statement) {
      settle();
    }
    reading = true;
    try {
      return query.run();
    } finally {
      reading = false;
    }
  }

  void settle() throws SQLException {
    SqlitePreparedStatement statement = owedTo;
    if (statement != null) {
      owedTo = null;
      reading = true;
      try {
        statement.fetchGeneratedKeys();
      } finally {
        reading = false;
      }
    }
  }
}
