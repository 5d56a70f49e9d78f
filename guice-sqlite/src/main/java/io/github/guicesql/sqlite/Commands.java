package io.github.guicesql.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * Statements of ours that a connection runs beside those of its borrower, such as {@code commit}:
 * compiled when they are first run, since most connections that only read need none, and kept.
 *
 * <p>An interrupt is not meant for them. SQLite clears its interrupt flag when the next statement
 * begins, but only if no other one is being executed, and a result with rows left to read is one.
 * Until then it refuses to run or even to compile anything. So where a command is interrupted, the
 * open results, which are interrupted too, are ended, and it runs again.
 */
final class Commands {

  /** Another thread may interrupt again and again, but hits the moment in between rarely. */
  private static final int ATTEMPTS = 100;

  private static final int PRIMARY = 0xff;

  private final SqliteConnection connection;
  private final DB database;
  private final Cursors cursors;
  private final Map<String, SafeStmtPtr> compiled = new HashMap<>();

  Commands(SqliteConnection connection) {
    this.connection = connection;
    database = connection.getDatabase();
    cursors = connection.cursors();
  }

  /** Runs a command that returns no row. */
  void run(String command) throws SQLException {
    synchronized (database) {
      SafeStmtPtr statement = compiled(command);
      try {
        require(Codes.SQLITE_DONE, stepped(statement));
      } finally {
        statement.safeRunInt(DB::reset);
      }
    }
  }

  /** Runs a command that returns no row, and returns SQLite's primary result code. */
  int result(String command) throws SQLException {
    synchronized (database) {
      SafeStmtPtr statement = compiled(command);
      try {
        return stepped(statement) & PRIMARY;
      } finally {
        statement.safeRunInt(DB::reset);
      }
    }
  }

  /** Runs a query for a number. */
  long number(String query) throws SQLException {
    synchronized (database) {
      SafeStmtPtr statement = compiled(query);
      try {
        require(Codes.SQLITE_ROW, stepped(statement));
        return statement.safeRunLong((db, pointer) -> db.column_long(pointer, 0));
      } finally {
        statement.safeRunInt(DB::reset);
      }
    }
  }

  private void require(int wanted, int result) throws SQLException {
    if (result != wanted) {
      try {
        database.throwex(result);
      } catch (SQLException e) {
        throw SqlStates.named(e);
      }
    }
  }

  private int stepped(SafeStmtPtr statement) throws SQLException {
    int result = step(statement);
    for (int i = 1; isInterrupt(result) && i < ATTEMPTS; i++) {
      cursors.interrupted();
      result = step(statement);
    }
    return result;
  }

  /** One that has failed is reset, since it would count as executing. */
  private static int step(SafeStmtPtr statement) throws SQLException {
    int result = statement.safeRunInt(DB::step);
    if (isInterrupt(result)) {
      statement.safeRunInt(DB::reset);
    }
    return result;
  }

  private static boolean isInterrupt(int result) {
    return (result & PRIMARY) == Codes.SQLITE_INTERRUPT;
  }

  private SafeStmtPtr compiled(String command) throws SQLException {
    SafeStmtPtr before = compiled.get(command);
    if (before != null) {
      return before;
    }
    SafeStmtPtr statement = compile(command);
    compiled.put(command, statement);
    return statement;
  }

  private SafeStmtPtr compile(String command) throws SQLException {
    for (int i = 1; ; i++) {
      try {
        return connection.compile(command);
      } catch (SQLException e) {
        if (i == ATTEMPTS || !isInterrupt(e)) {
          throw SqlStates.named(e);
        }
        cursors.interrupted();
      }
    }
  }

  static boolean isInterrupt(SQLException e) {
    return e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
  }
}
