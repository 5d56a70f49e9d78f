package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.SqlScanner.Token;
import java.sql.SQLException;
import java.util.Set;

/**
 * What SQL does, as far as its text tells. SQLite knows more of a statement that it has compiled,
 * but the driver passes none of that on.
 *
 * <p>A name without a schema may be that of a temporary table, or of one in an attached file. The
 * text does not tell: a write to it is taken for one to the main file, until {@link TargetSchema}
 * has looked.
 *
 * @param traits the bits below
 * @param unqualifiedTarget the table that it writes to, in upper case, if its schema is not named
 */
record SqlText(int traits, String unqualifiedTarget) {

  private static final int CACHEABLE = 1;
  private static final int CHANGES = 1 << 1;
  private static final int WRITES_FILE = 1 << 2;
  private static final int CONTROLS = 1 << 3;
  private static final int ENDS = 1 << 4;
  private static final int ROLLS_BACK = 1 << 5;
  private static final int RUNS_ON = 1 << 6;
  private static final int LEAVES_TRACES = 1 << 7;
  private static final int SETS_BUSY_TIMEOUT = 1 << 8;
  private static final int OUTSIDE = 1 << 9;
  private static final int WRITES_ROWS_ONLY = 1 << 10;
  private static final int COMMITS_UNSEEN = 1 << 11;
  private static final int SETS_JOURNAL_MODE = 1 << 12;
  private static final int HAS_UNQUALIFIED_TARGET = 1 << 13;
  private static final int WRITES_ELSEWHERE = 1 << 14;
  private static final int INSERTS = 1 << 15;

  /** Nothing that anybody would have to prepare for. */
  static final SqlText PLAIN = new SqlText(0, "");

  /** The words that may stand between a verb and the name of the table that it writes to. */
  private static final Set<String> BEFORE_TARGET =
      Set.of("OR", "ROLLBACK", "ABORT", "REPLACE", "FAIL", "IGNORE", "INTO", "FROM");

  private static final Set<String> BEFORE_OBJECT =
      Set.of("TABLE", "INDEX", "VIEW", "TRIGGER", "UNIQUE", "VIRTUAL", "IF", "NOT", "EXISTS");

  /** Pragmas that write to the file when they are given a value. */
  private static final Set<String> STORED =
      Set.of(
          "USER_VERSION",
          "APPLICATION_ID",
          "SCHEMA_VERSION",
          "DEFAULT_CACHE_SIZE",
          "JOURNAL_MODE",
          "AUTO_VACUUM");

  /** Pragmas that write to the file with or without a value. */
  private static final Set<String> MAINTENANCE = Set.of("INCREMENTAL_VACUUM", "OPTIMIZE");

  /** Pragmas whose value is an argument or stored in the file, not a setting of the connection. */
  private static final Set<String> TRACELESS =
      Set.of(
          "USER_VERSION",
          "APPLICATION_ID",
          "SCHEMA_VERSION",
          "INCREMENTAL_VACUUM",
          "OPTIMIZE",
          "WAL_CHECKPOINT",
          "TABLE_INFO",
          "TABLE_XINFO",
          "TABLE_LIST",
          "INDEX_LIST",
          "INDEX_INFO",
          "INDEX_XINFO",
          "FOREIGN_KEY_LIST",
          "FOREIGN_KEY_CHECK",
          "INTEGRITY_CHECK",
          "QUICK_CHECK");

  /** Analyses the first statement: the driver compiles no more of a text that it prepares. */
  static SqlText ofFirst(String sql) {
    SqlScanner scanner = new SqlScanner(sql);
    return scanner.nextStatement() ? of(statement(scanner), scanner) : PLAIN;
  }

  /** The scanner stands at the target, if there is one. */
  private static SqlText of(int traits, SqlScanner scanner) {
    boolean hasTarget = (traits & HAS_UNQUALIFIED_TARGET) != 0;
    return new SqlText(traits, hasTarget ? scanner.name() : "");
  }

  /**
   * Analyses all statements; whether the text is cacheable, changes, inserts or rolls back depends
   * on the first one.
   */
  static SqlText ofAll(String sql) {
    SqlScanner scanner = new SqlScanner(sql);
    int all = scanner.nextStatement() ? statement(scanner) : 0;
    SqlText first = of(all, scanner);
    boolean only = true;
    boolean ended = (all & ENDS) != 0;
    while (scanner.nextStatement()) {
      only = false;
      int next = statement(scanner);
      if ((next & CONTROLS) != 0) {
        ended = (next & ENDS) != 0;
      } else if (ended) {
        all |= RUNS_ON;
      }
      int rowsOnly = all & next & WRITES_ROWS_ONLY;
      all |= next & ~(CACHEABLE | CHANGES | INSERTS | ROLLS_BACK);
      all = (all & ~WRITES_ROWS_ONLY) | rowsOnly;
    }
    return only ? first : new SqlText(all & ~HAS_UNQUALIFIED_TARGET, "");
  }

  /** Refuses a text without a statement: the driver fails to close a connection that has one. */
  static void requireStatement(String sql) throws SQLException {
    if (!new SqlScanner(sql).nextStatement()) {
      throw new SQLException("The SQL text has no statement.", SqlStates.SYNTAX_ERROR);
    }
  }

  private static int statement(SqlScanner scanner) {
    String verb = scanner.word();
    scanner.next();
    return statement(verb, scanner);
  }

  /** The scanner stands behind the verb. */
  private static int statement(String verb, SqlScanner scanner) {
    return switch (verb) {
      case "SELECT", "VALUES" -> CACHEABLE;
      case "INSERT", "REPLACE" ->
          CACHEABLE | CHANGES | INSERTS | writeTo(scanner.schemaBehind(BEFORE_TARGET));
      case "UPDATE", "DELETE" ->
          CACHEABLE | CHANGES | WRITES_ROWS_ONLY | writeTo(scanner.schemaBehind(BEFORE_TARGET));
      case "WITH" -> with(scanner);
      case "CREATE" -> create(scanner);
      case "DROP", "ALTER" ->
          scanner.word().equals("TABLE")
              ? writeTo(scanner.schemaBehind(BEFORE_OBJECT))
              : write(scanner.schemaBehind(BEFORE_OBJECT));
      case "REINDEX", "ANALYZE" -> WRITES_FILE;
      case "BACKUP" -> OUTSIDE;
      case "RESTORE" -> OUTSIDE | WRITES_FILE | COMMITS_UNSEEN;
      case "VACUUM" -> vacuum(scanner);
      case "PRAGMA" -> pragma(scanner);
      case "ATTACH", "DETACH" -> LEAVES_TRACES;
      case "BEGIN" ->
          switch (scanner.word()) {
            case "IMMEDIATE", "EXCLUSIVE" -> CONTROLS | WRITES_FILE;
            default -> CONTROLS;
          };
      case "COMMIT", "END" -> CONTROLS | ENDS;
      case "ROLLBACK" -> rollback(scanner);
      case "SAVEPOINT", "RELEASE" -> CONTROLS;
      default -> 0;
    };
  }

  /** A write to the table at which the scanner stands, of this schema or of none. */
  private static int writeTo(String schema) {
    return schema.isEmpty()
        ? WRITES_FILE | HAS_UNQUALIFIED_TARGET
        : schema.equals("MAIN") ? WRITES_FILE : WRITES_ELSEWHERE;
  }

  /** A write to something of this schema, or of none. */
  private static int write(String schema) {
    return schema.isEmpty() || schema.equals("MAIN") ? WRITES_FILE : 0;
  }

  /** The main verb follows the last parenthesis of the common table expressions. */
  private static int with(SqlScanner scanner) {
    int depth = 0;
    boolean closed = false;
    while (scanner.isWithinStatement()) {
      if (closed && depth == 0 && scanner.token() == Token.WORD) {
        switch (scanner.word()) {
          case "SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE" -> {
            return statement(scanner);
          }
          default -> {}
        }
      }
      closed = scanner.is(')');
      depth += scanner.is('(') ? 1 : closed ? -1 : 0;
      scanner.next();
    }
    return 0;
  }

  private static int create(SqlScanner scanner) {
    boolean temporary = scanner.word().equals("TEMP") || scanner.word().equals("TEMPORARY");
    if (temporary) {
      scanner.next();
    }
    if (scanner.word().equals("TRIGGER")) {
      scanner.expectTriggerBody();
    }
    String schema = scanner.schemaBehind(BEFORE_OBJECT);
    return temporary || schema.equals("TEMP") ? LEAVES_TRACES : write(schema);
  }

  private static int vacuum(SqlScanner scanner) {
    int traits = WRITES_FILE | COMMITS_UNSEEN;
    for (; scanner.isWithinStatement(); scanner.next()) {
      if (scanner.word().equals("INTO")) {
        traits = 0;
      }
    }
    return traits;
  }

  private static int pragma(SqlScanner scanner) {
    String schema = scanner.schemaBehind(Set.of());
    String name = scanner.name();
    scanner.next();
    boolean hasValue = scanner.is('=') || scanner.is('(');
    int traits = 0;
    if (MAINTENANCE.contains(name) || (hasValue && STORED.contains(name))) {
      traits |= CHANGES | write(schema);
    }
    if (hasValue && !TRACELESS.contains(name)) {
      traits |= LEAVES_TRACES;
    }
    if (hasValue && name.equals("BUSY_TIMEOUT")) {
      traits |= SETS_BUSY_TIMEOUT;
    }
    if (hasValue && name.equals("JOURNAL_MODE")) {
      traits |= SETS_JOURNAL_MODE;
    }
    if (hasValue && name.equals("WAL_CHECKPOINT")) {
      scanner.next();
      traits |= scanner.name().equals("PASSIVE") ? 0 : write(schema);
    }
    return traits;
  }

  private static int rollback(SqlScanner scanner) {
    if (scanner.word().equals("TRANSACTION")) {
      scanner.next();
    }
    return scanner.word().equals("TO") ? CONTROLS : CONTROLS | ENDS | ROLLS_BACK;
  }

  private boolean has(int trait) {
    return (traits & trait) != 0;
  }

  /**
   * May be prepared once and run many times. A {@code PRAGMA} may not: it can act when prepared.
   */
  boolean cacheable() {
    return has(CACHEABLE);
  }

  /** Changes a database: what it returns holds only once it has run to its end. */
  boolean changes() {
    return has(CHANGES);
  }

  /** Inserts rows, as the driver understands it: the last one's key can be asked for. */
  boolean inserts() {
    return has(INSERTS);
  }

  /** Needs the write lock of the main database's file. {@code VACUUM INTO} only reads it. */
  boolean writesFile() {
    return has(WRITES_FILE);
  }

  /** Writes to a table of another schema, which it names. */
  boolean writesElsewhere() {
    return has(WRITES_ELSEWHERE);
  }

  /** The same text, of which has been found out whether it writes to the main database's file. */
  SqlText writingFile(boolean writesFile) {
    return new SqlText(writesFile ? traits | WRITES_FILE : traits & ~WRITES_FILE, "");
  }

  /** Begins or ends a transaction or a savepoint. */
  boolean controls() {
    return has(CONTROLS);
  }

  /** Is a {@code ROLLBACK} of the whole transaction. */
  boolean rollsBack() {
    return has(ROLLS_BACK);
  }

  /** Has a statement behind one that ends the transaction: it would run in none. */
  boolean runsOn() {
    return has(RUNS_ON);
  }

  /** Changes the connection in a way that lasts longer than a transaction. */
  boolean leavesTraces() {
    return has(LEAVES_TRACES);
  }

  /** Is a command of the driver's that needs no transaction: a write lock would be in its way. */
  boolean runsOutside() {
    return has(OUTSIDE);
  }

  boolean setsBusyTimeout() {
    return has(SETS_BUSY_TIMEOUT);
  }

  /**
   * Writes nothing if it changes no row. An {@code INSERT} may: what it counts rows with has a
   * table of its own.
   */
  boolean writesRowsOnly() {
    return has(WRITES_ROWS_ONLY);
  }

  /** May commit past SQLite's hook. */
  boolean commitsUnseen() {
    return has(COMMITS_UNSEEN);
  }

  /** May change how SQLite keeps its journal. */
  boolean setsJournalMode() {
    return has(SETS_JOURNAL_MODE);
  }
}
