package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.StatementCache.Compiled;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * The rows that writes have returned. SQLite returns the rows of an {@code INSERT … RETURNING}
 * before it commits: whoever reads the first one has a key that may never be stored. So such a
 * statement runs to its end, and its rows are read from here, through a query of a function of
 * ours. The driver's result set reads that query, and remains the driver's.
 */
final class KeptRows extends Function {

  private static final String NAME = "guice_sql_kept_value";

  private final SqliteConnection connection;
  private final Map<Long, List<@Nullable Object[]>> kept = new HashMap<>();
  private long lastKey;
  private boolean created;

  KeptRows(SqliteConnection connection) {
    this.connection = connection;
  }

  /**
   * Runs a statement that stands at its first row to its end.
   *
   * @return the key of its rows
   * @throws SQLException if the statement fails after all, at its commit, say
   */
  long keep(SafeStmtPtr statement) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    DB database = connection.getDatabase();
    synchronized (database) {
      try {
        int columns = statement.safeRunInt(DB::column_count);
        int result = Codes.SQLITE_ROW;
        while (result == Codes.SQLITE_ROW) {
          @Nullable Object[] row = new @Nullable Object[columns];
          for (int i = 0; i < columns; i++) {
            int column = i;
            row[i] = statement.safeRun((db, pointer) -> value(db, pointer, column));
          }
          rows.add(row);
          result = statement.safeRunInt(DB::step);
        }
        if (result != Codes.SQLITE_DONE) {
          database.throwex(result);
        }
      } finally {
        statement.safeRunInt(DB::reset);
      }
      kept.put(++lastKey, rows);
      return lastKey;
    }
  }

  private static @Nullable Object value(DB database, long pointer, int column) throws SQLException {
    return switch (database.column_type(pointer, column)) {
      case Codes.SQLITE_INTEGER -> database.column_long(pointer, column);
      case Codes.SQLITE_FLOAT -> database.column_double(pointer, column);
      case Codes.SQLITE_TEXT -> database.column_text(pointer, column);
      case Codes.SQLITE_BLOB -> {
        byte[] bytes = database.column_blob(pointer, column);
        yield bytes == null ? new byte[0] : bytes; // the driver's null is an empty one
      }
      default -> null;
    };
  }

  /** A query for the kept rows, with the columns that they had. Its parameters are to be bound. */
  Compiled query(String[] columns) throws SQLException {
    if (!created) {
      Function.create(connection, NAME, this, 3, 0);
      created = true;
    }
    StringBuilder sql =
        new StringBuilder(
            "with recursive r(i) as (select 0 union all select i + 1 from r where i + 1 < ?2)"
                + " select ");
    for (int i = 0; i < columns.length; i++) {
      sql.append(i == 0 ? "" : ", ")
          .append(NAME)
          .append("(?1, i, ")
          .append(i)
          .append(") as \"")
          .append(columns[i].replace("\"", "\"\""))
          .append('"');
    }
    String text = sql.append(" from r").toString();
    Compiled compiled = connection.statements().take(text);
    if (compiled == null) {
      SafeStmtPtr pointer = new JDBC4PreparedStatement(connection, text).pointer;
      compiled = new Compiled(pointer, text, SqlText.ofFirst(text), columns.length, 2);
    }
    return compiled;
  }

  /** Returns the query's parameters for these rows. */
  Object[] parameters(long key) {
    synchronized (connection.getDatabase()) {
      return new Object[] {key, kept.getOrDefault(key, List.of()).size()};
    }
  }

  void drop(long key) {
    synchronized (connection.getDatabase()) {
      kept.remove(key);
    }
  }

  /** The value of a row and a column. Called by SQLite while the driver holds its lock. */
  @Override
  protected void xFunc() throws SQLException {
    List<@Nullable Object[]> rows = kept.getOrDefault(value_long(0), List.of());
    Object value = rows.get(value_int(1))[value_int(2)];
    if (value instanceof Long number) {
      result((long) number);
    } else if (value instanceof Double number) {
      result((double) number);
    } else if (value instanceof String text) {
      result(text);
    } else if (value instanceof byte[] bytes) {
      result(bytes);
    } else {
      result();
    }
  }
}
