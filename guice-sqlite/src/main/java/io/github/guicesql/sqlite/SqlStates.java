package io.github.guicesql.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLSTATEs of SQLite's errors. The driver gives none; here each result code has the one that
 * PostgreSQL gives for the same fault, so that callers and libraries name a fault alike on every
 * engine. What else an exception says stays as the driver made it.
 *
 * @see <a href="https://www.sqlite.org/rescode.html">SQLite: Result and Error Codes</a>
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL: Error
 *     Codes</a>
 */
final class SqlStates {

  static final String UNABLE_TO_CONNECT = "08001";
  static final String CONNECTION_CLOSED = "08003";
  static final String CONNECTION_FAILURE = "08006";
  static final String SYNTAX_ERROR = "42601";
  static final String NO_SUCH_PARAMETER = "07009";
  static final String INVALID_CURSOR_STATE = "24000";
  static final String INVALID_DATETIME = "22007";
  private static final String CANCELLED = "57014";
  private static final String GENERAL = "HY000";

  /** Classes of states: it is read-only, cannot be read, or is damaged. */
  private static final Set<String> FAULTS_OF_FILES = Set.of("25", "58", "XX");

  /**
   * By the result code, extended or primary; an extended one that is not here has its primary's.
   */
  private static final Map<SQLiteErrorCode, String> STATES =
      Map.ofEntries(
          Map.entry(SQLiteErrorCode.SQLITE_INTERNAL, "XX000"),
          Map.entry(SQLiteErrorCode.SQLITE_PERM, "42501"),
          Map.entry(SQLiteErrorCode.SQLITE_ABORT, "57014"),
          Map.entry(SQLiteErrorCode.SQLITE_ABORT_ROLLBACK, "40000"),
          Map.entry(SQLiteErrorCode.SQLITE_BUSY, "40001"),
          Map.entry(SQLiteErrorCode.SQLITE_LOCKED, "40001"),
          Map.entry(SQLiteErrorCode.SQLITE_NOMEM, "53200"),
          Map.entry(SQLiteErrorCode.SQLITE_READONLY, "25006"),
          Map.entry(SQLiteErrorCode.SQLITE_READONLY_DBMOVED, CONNECTION_FAILURE),
          Map.entry(SQLiteErrorCode.SQLITE_INTERRUPT, "57014"),
          Map.entry(SQLiteErrorCode.SQLITE_IOERR, "58030"),
          Map.entry(SQLiteErrorCode.SQLITE_IOERR_NOMEM, "53200"),
          Map.entry(SQLiteErrorCode.SQLITE_CORRUPT, "XX001"),
          Map.entry(SQLiteErrorCode.SQLITE_CORRUPT_INDEX, "XX002"),
          Map.entry(SQLiteErrorCode.SQLITE_FULL, "53100"),
          Map.entry(SQLiteErrorCode.SQLITE_CANTOPEN, "58030"),
          Map.entry(SQLiteErrorCode.SQLITE_PROTOCOL, "58000"),
          Map.entry(SQLiteErrorCode.SQLITE_SCHEMA, "40001"),
          Map.entry(SQLiteErrorCode.SQLITE_TOOBIG, "54000"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT, "23000"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE, "23505"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY, "23505"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_ROWID, "23505"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_NOTNULL, "23502"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY, "23503"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_CHECK, "23514"),
          Map.entry(SQLiteErrorCode.SQLITE_CONSTRAINT_DATATYPE, "22000"),
          Map.entry(SQLiteErrorCode.SQLITE_MISMATCH, "22000"),
          Map.entry(SQLiteErrorCode.SQLITE_MISUSE, "HY010"),
          Map.entry(SQLiteErrorCode.SQLITE_NOLFS, "58030"),
          Map.entry(SQLiteErrorCode.SQLITE_AUTH, "42501"),
          Map.entry(SQLiteErrorCode.SQLITE_RANGE, NO_SUCH_PARAMETER),
          Map.entry(SQLiteErrorCode.SQLITE_NOTADB, "XX001"));

  /** What the text of an {@code SQLITE_ERROR} says, which is one code for all faults in SQL. */
  private static final List<Text> TEXTS =
      List.of(
          new Text("near \".*\": syntax error", "42601"),
          new Text("incomplete input|unrecognized token: ", "42601"),
          new Text("table \\S+ has \\d+ columns but \\d+ values|\\d+ values for \\d+ ", "42601"),
          new Text("SELECTs to the left and right of .* do not have the same number", "42601"),
          new Text("no such (table|view): ", "42P01"),
          new Text("no such column: |table \\S+ has no column named ", "42703"),
          new Text("no such function: |wrong number of arguments to function ", "42883"),
          new Text("no such savepoint: ", "3B001"),
          new Text("no such (index|trigger|module|collation sequence): ", "42704"),
          new Text("(table|view|index|trigger) .* already exists", "42P07"),
          new Text("there is already (a|an|another) (table|index|view)", "42P07"),
          new Text("duplicate column name: ", "42701"),
          new Text("ambiguous column name: ", "42702"),
          new Text("misuse of aggregate", "42803"),
          new Text("misuse of window function", "42P20"),
          new Text("cannot modify .* because it is a view", "42809"),
          new Text("not authorized|table sqlite_\\w+ may not be", "42501"),
          new Text("cannot .* within a transaction", "25001"),
          new Text("cannot (commit|rollback) - no transaction is active", "25P01"),
          new Text("integer overflow", "22003"),
          new Text("malformed JSON", "22032"));

  private SqlStates() {}

  /** The same exception with its SQLSTATE, if the driver made it and gave it none. */
  static SQLException named(SQLException e) {
    if (e.getSQLState() != null) {
      return e;
    }
    if (e instanceof SQLiteException driversOwn) {
      return new StatedSqliteException(driversOwn, of(driversOwn));
    }
    return e;
  }

  /** The SQLSTATE of a connection that could not be opened: whatever is wrong with the file. */
  static String ofOpening(SQLException e) {
    String state = named(e).getSQLState();
    return state == null || FAULTS_OF_FILES.contains(state.substring(0, 2))
        ? UNABLE_TO_CONNECT
        : state;
  }

  /** The failure of a statement that has run into its query timeout. */
  static SQLException ofTimeout(int seconds, SQLException failure) {
    if (failure instanceof SQLTimeoutException) {
      return failure;
    }
    return new SQLTimeoutException(
        "The statement took longer than its query timeout of "
            + seconds
            + " s. "
            + failure.getMessage(),
        CANCELLED,
        failure.getErrorCode(),
        failure);
  }

  /** The refusal of a connection whose log could not be synced. */
  static SQLException ofFailedSync(IOException failure) {
    return new SQLNonTransientConnectionException(
        "A sync of the log has failed ("
            + failure.getMessage()
            + "). Nothing more is written through this connection: it would stand behind a hole."
            + " The pool opens the file again when all its connections are closed.",
        CONNECTION_FAILURE,
        failure);
  }

  private static String of(SQLiteException e) {
    String state = STATES.get(e.getResultCode());
    if (state != null) {
      return state;
    }
    SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(e.getErrorCode());
    if (primary != SQLiteErrorCode.SQLITE_ERROR) {
      return STATES.getOrDefault(primary, GENERAL);
    }
    String text = text(e);
    return TEXTS.stream()
        .filter(known -> known.begins().matcher(text).lookingAt())
        .findFirst()
        .map(Text::state)
        .orElse(GENERAL);
  }

  /** SQLite's own words, which the driver puts in brackets behind those that say the code. */
  private static String text(SQLiteException e) {
    String message = String.valueOf(e.getMessage());
    String before = e.getResultCode() + " (";
    return message.startsWith(before) ? message.substring(before.length()) : message;
  }

  private record Text(Pattern begins, String state) {

    Text(String begins, String state) {
      this(Pattern.compile(begins), state);
    }
  }
}
