package io.github.guicesql.sqltest;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a used copy of a database of MySQL or MariaDB the rows and counters of its template, if it
 * differs from it in nothing else.
 *
 * <p>The definitions are compared by their whole text, since the time of a table's creation, which
 * the server knows as well, is in seconds, and does not change with each {@code ALTER TABLE}. While
 * it is done, all tables are locked, for which the server waits until no transaction uses them.
 */
final class SchemaReset {

  private static final Logger log = LoggerFactory.getLogger(SqlTest.class);

  /** A table with more rows than this is dropped sooner than it is emptied. */
  private static final int MOST_ROWS = 10_000;

  /** How often a connection that was closed is looked for before it counts as open. */
  private static final int LOOKS = 50;

  private static final int PAUSE_MILLIS = 2;

  private final SchemaTemplate template;
  private final String database;
  private final Statement statement;

  SchemaReset(SchemaTemplate template, String database, Statement statement) {
    this.template = template;
    this.database = database;
    this.statement = statement;
  }

  /** Resets the copy, or returns false. */
  boolean run() throws SQLException {
    if (isInUse()) {
      return differs("a connection to it is open");
    }
    statement.execute("SET lock_wait_timeout = 1, innodb_lock_wait_timeout = 1, autocommit = 0");
    lock();
    try {
      Schema used = Schema.read(database, statement);
      if (!used.isLike(template.schema())) {
        return differs("its tables, views or triggers were changed");
      }
      if (hasMore()) {
        return differs("it has routines, events or privileges of its own");
      }
      if (!refill()) {
        return differs("it has many rows");
      }
      if (!resetCounters(used)) {
        return differs("an AUTO_INCREMENT cannot be set back");
      }
      return true;
    } finally {
      statement.execute("UNLOCK TABLES");
      statement.execute("SET autocommit = 1");
      statement.execute(Schema.ELSEWHERE);
    }
  }

  private boolean differs(String why) {
    log.debug("{} is dropped, and not used again: {}", database, why);
    return false;
  }

  /**
   * Returns whether anybody is connected. The server needs a moment to end a connection that its
   * client has closed.
   */
  private boolean isInUse() throws SQLException {
    for (int look = 0; look < LOOKS; look++) {
      if (exists(
          "SELECT 1 FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = "
              + Schema.literal(database))) {
        pause();
      } else {
        return false;
      }
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean exists(String query) throws SQLException {
    return !Product.strings(statement, query).isEmpty();
  }

  /** Fails if a transaction, prepared or not, still holds one of the tables, or one is gone. */
  private void lock() throws SQLException {
    List<String> locks = new ArrayList<>();
    for (String table : template.schema().tables().keySet()) {
      locks.add(database + "." + Schema.quoted(table) + " WRITE");
    }
    for (String view : template.schema().views().keySet()) {
      locks.add(database + "." + Schema.quoted(view) + " READ");
    }
    for (String table : template.filled().keySet()) {
      locks.add(template.nameOf(table) + " READ");
    }
    if (!locks.isEmpty()) {
      statement.execute("LOCK TABLES " + String.join(", ", locks));
    }
  }

  /** Returns whether there is something that a copy never has. */
  private boolean hasMore() throws SQLException {
    String here = " = " + Schema.literal(database);
    return exists(
        "SELECT 1 FROM information_schema.routines WHERE routine_schema"
            + here
            + " UNION ALL SELECT 1 FROM information_schema.events WHERE event_schema"
            + here
            + " UNION ALL SELECT 1 FROM information_schema.schema_privileges WHERE table_schema"
            + here
            + " UNION ALL SELECT 1 FROM information_schema.table_privileges WHERE table_schema"
            + here
            + " UNION ALL SELECT 1 FROM information_schema.column_privileges WHERE table_schema"
            + here);
  }

  private boolean refill() throws SQLException {
    List<String> tables =
        SchemaTemplate.withMoreRowsThan(0, template.schema().tables().keySet(), statement);
    if (!SchemaTemplate.withMoreRowsThan(MOST_ROWS, tables, statement).isEmpty()) {
      return false;
    }
    for (String table : tables) {
      statement.execute("DELETE FROM " + Schema.quoted(table));
    }
    for (String table : template.filled().keySet()) {
      template.fill(table, statement);
    }
    statement.execute("COMMIT");
    return true;
  }

  /** InnoDB keeps a counter when rows are deleted. */
  private boolean resetCounters(Schema used) throws SQLException {
    for (Map.Entry<String, TableDefinition> table : template.schema().tables().entrySet()) {
      String name = Schema.quoted(table.getKey());
      TableDefinition wanted = table.getValue();
      if (!wanted.equals(used.tables().get(table.getKey()))) {
        statement.execute("ALTER TABLE " + name + " AUTO_INCREMENT = " + wanted.counter());
        String now = Schema.shown(statement, "SHOW CREATE TABLE " + name, 2);
        if (!wanted.equals(TableDefinition.parse(wanted.type(), now))) {
          return false;
        }
      }
    }
    return true;
  }
}
