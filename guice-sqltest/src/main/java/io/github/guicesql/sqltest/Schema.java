package io.github.guicesql.sqltest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a database of MySQL or MariaDB, as the server prints it: its tables, views and
 * triggers. Nothing in it is qualified by the database's name, so that a copy uses what is its own,
 * and can be compared with its template.
 *
 * @param options what follows the name in {@code CREATE DATABASE}
 * @param tables the tables by their names
 * @param views the statements that create the views, by their names
 * @param triggers the triggers in the order in which they fire
 */
record Schema(
    String options,
    Map<String, TableDefinition> tables,
    Map<String, String> views,
    List<Trigger> triggers) {

  /**
   * Settings of a connection that reads and creates definitions and copies rows: names are quoted
   * by backquotes, a zero is a zero in an {@code AUTO_INCREMENT} column, the zero of a date is
   * allowed, and each {@code TIMESTAMP} has one text only.
   */
  static final String SESSION =
      "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00',"
          + " foreign_key_checks = 0";

  /** Ends the work on a database, so that a test finds no other connection to its own. */
  static final String ELSEWHERE = "USE information_schema";

  /**
   * A trigger.
   *
   * @param event the statement that fires it, such as {@code INSERT}
   * @param mode the {@code sql_mode} that it is run in
   * @param sql the statement that creates it
   */
  record Trigger(String table, String event, String mode, String sql) {}

  /** Reads the definition, and makes the database the connection's default one. */
  static Schema read(String database, Statement statement) throws SQLException {
    statement.execute("USE " + database);
    String created = shown(statement, "SHOW CREATE DATABASE " + database, 2);
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet row = statement.executeQuery("SHOW FULL TABLES")) {
      while (row.next()) {
        types.put(row.getString(1), row.getString(2));
      }
    }
    Map<String, TableDefinition> tables = new LinkedHashMap<>();
    Map<String, String> views = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : types.entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().equals("VIEW")) {
        views.put(
            name, unqualified(shown(statement, "SHOW CREATE VIEW " + quoted(name), 2), database));
      } else {
        String sql = shown(statement, "SHOW CREATE TABLE " + quoted(name), 2);
        tables.put(name, TableDefinition.parse(entry.getValue(), unqualified(sql, database)));
      }
    }
    String afterName =
        created.substring(created.indexOf(quoted(database)) + quoted(database).length());
    return new Schema(afterName, tables, views, triggers(database, statement));
  }

  /** The server qualifies sequences and what views use; triggers are as they were written. */
  private static String unqualified(String sql, String database) {
    return Pattern.compile("(?<![\\w$])(`?)" + Pattern.quote(database) + "\\1\\s*\\.\\s*")
        .matcher(sql)
        .replaceAll("");
  }

  private static List<Trigger> triggers(String database, Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    List<Trigger> triggers = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT trigger_name, event_object_table, event_manipulation, sql_mode"
                + " FROM information_schema.triggers WHERE trigger_schema = "
                + literal(database)
                + " ORDER BY event_object_table, event_manipulation, action_timing, action_order")) {
      while (row.next()) {
        names.add(row.getString(1));
        triggers.add(new Trigger(row.getString(2), row.getString(3), row.getString(4), ""));
      }
    }
    for (int i = 0; i < names.size(); i++) {
      Trigger trigger = triggers.get(i);
      String sql = shown(statement, "SHOW CREATE TRIGGER " + quoted(names.get(i)), 3);
      triggers.set(
          i,
          new Trigger(
              trigger.table(), trigger.event(), trigger.mode(), unqualified(sql, database)));
    }
    return triggers;
  }

  /**
   * Fails if something still contains the database's name, since the same in a copy would use what
   * is not its own.
   */
  void checkNames(String database) {
    tables.forEach((name, table) -> checkNames(name, table.definition(), database));
    views.forEach((name, view) -> checkNames(name, view, database));
    triggers.forEach(
        trigger -> checkNames("A trigger of " + trigger.table(), trigger.sql(), database));
  }

  private static void checkNames(String what, String sql, String database) {
    if (sql.contains(database)) {
      throw new IllegalStateException(
          what
              + " of "
              + database
              + " names this database in a text, and in a copy of it would name it, too: write"
              + " DATABASE() instead, or leave the name out");
    }
  }

  /** Creates the tables in the connection's default database, after the sequences that they use. */
  void createTables(Statement statement) throws SQLException {
    for (boolean sequences : new boolean[] {true, false}) {
      for (TableDefinition table : tables.values()) {
        if (table.isSequence() == sequences) {
          statement.execute(table.sql());
        }
      }
    }
  }

  /**
   * Creates the views and triggers. A view that uses one which is not there yet is created after
   * it.
   */
  void createViewsAndTriggers(Statement statement) throws SQLException {
    List<String> pending = List.copyOf(views.values());
    while (!pending.isEmpty()) {
      List<String> refused = new ArrayList<>();
      @Nullable SQLException refusal = null;
      for (String view : pending) {
        try {
          statement.execute(view);
        } catch (SQLException e) {
          refused.add(view);
          refusal = e;
        }
      }
      if (refusal != null && refused.size() == pending.size()) {
        throw refusal;
      }
      pending = refused;
    }
    for (Trigger trigger : triggers) {
      statement.execute("SET sql_mode = " + literal(trigger.mode()));
      statement.execute(trigger.sql());
    }
  }

  /** Returns whether databases can differ in their rows and counters only. */
  boolean isLike(Schema other) {
    return options.equals(other.options)
        && views.equals(other.views)
        && triggers.equals(other.triggers)
        && tables.keySet().equals(other.tables.keySet())
        && tables.entrySet().stream()
            .allMatch(
                table -> {
                  TableDefinition same = other.tables.get(table.getKey());
                  return same != null && table.getValue().isLike(same);
                });
  }

  static String shown(Statement statement, String show, int column) throws SQLException {
    try (ResultSet row = statement.executeQuery(show)) {
      row.next();
      return row.getString(column);
    }
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
