package io.github.guicesql.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * Finds out whether a table that is named without its schema is a temporary one or one of an
 * attached file: a write to it needs no lock of the main file, unless there are temporary triggers,
 * which may write to any schema. SQLite is asked each time, because a rollback drops what was
 * created in the transaction.
 */
final class TargetSchema {

  private static final String HAS_TRIGGERS =
      "exists (select 1 from temp.sqlite_schema where type = 'trigger')";

  private static final String IS_ELSEWHERE =
      "coalesce((select schema from pragma_table_list(?)"
          + " order by schema <> 'temp', schema <> 'main' limit 1), 'main') <> 'main'";

  private final SqliteConnection connection;

  TargetSchema(SqliteConnection connection) {
    this.connection = connection;
  }

  /** Returns what the text does on this connection, now. */
  SqlText resolve(SqlText text) throws SQLException {
    if (text.writesElsewhere()) {
      return text.writingFile(text.writesFile() || holds(HAS_TRIGGERS, ""));
    }
    String table = text.unqualifiedTarget();
    return table.isEmpty()
        ? text
        : text.writingFile(!holds(IS_ELSEWHERE + " and not " + HAS_TRIGGERS, table));
  }

  /** Under the driver's lock: no connection closes beside an open statement. */
  private boolean holds(String condition, String table) throws SQLException {
    synchronized (connection.getDatabase()) {
      return isTrue(condition, table);
    }
  }

  private boolean isTrue(String condition, String table) throws SQLException {
    try (JDBC4PreparedStatement query =
        new JDBC4PreparedStatement(connection, "select " + condition)) {
      if (!table.isEmpty()) {
        query.setString(1, table);
      }
      try (ResultSet result = query.executeQuery()) {
        return result.getBoolean(1);
      }
    } catch (SQLException e) {
      throw SqlStates.named(e);
    }
  }
}
