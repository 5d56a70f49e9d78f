package io.github.guicesql.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The key of the row that a statement has inserted last, if it has. */
final class InsertedKey {

  private final SqliteConnection connection;
  private @Nullable Long key;
  private @Nullable Statement query;

  InsertedKey(SqliteConnection connection) {
    this.connection = connection;
  }

  /** The statement has run; the key is read when it must be. */
  void ran(SqlText text) {
    if (text.inserts() && connection.getConnectionConfig().isGetGeneratedKeys()) {
      connection.keys().pending(this);
    }
  }

  void is(long key) {
    this.key = key;
  }

  /** Before the statement runs again, and when it closes. */
  void forget() throws SQLException {
    connection.keys().forget(this);
    key = null;
    Statement query = this.query;
    if (query != null) {
      this.query = null;
      query.close();
    }
  }

  /** A result as the driver's, or null if no key is known. */
  @Nullable ResultSet result() throws SQLException {
    GeneratedKeys keys = connection.keys();
    keys.readPending();
    Long key = this.key;
    if (key == null) {
      return null;
    }
    Statement before = query;
    if (before != null) {
      before.close();
    }
    Statement statement = connection.createStatement();
    query = statement;
    return keys.read(() -> statement.executeQuery("select " + key + " as \"last_insert_rowid()\""));
  }
}
