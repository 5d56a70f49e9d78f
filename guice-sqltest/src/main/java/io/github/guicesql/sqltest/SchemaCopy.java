package io.github.guicesql.sqltest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Copies a database of MySQL or MariaDB, which have no statement for that: each table by its own
 * definition, with its rows, then the views and triggers. Events and routines are not copied.
 */
final class SchemaCopy {

  private SchemaCopy() {}

  static void of(String template, String name, Statement statement) throws SQLException {
    statement.execute("CREATE DATABASE " + name);
    try {
      statement.execute("USE " + template);
      List<String> tables = names(statement, template, "BASE TABLE");
      List<String> filled = filled(statement, tables);
      List<String> definitions = new ArrayList<>();
      for (String table : tables) {
        definitions.add(shown(statement, "SHOW CREATE TABLE " + quoted(table), 2));
      }
      List<String> views = new ArrayList<>();
      for (String view : names(statement, template, "VIEW")) {
        views.add(
            shown(statement, "SHOW CREATE VIEW " + quoted(view), 2)
                .replace(quoted(template) + ".", ""));
      }
      List<String> triggers = new ArrayList<>();
      for (String trigger :
          Product.strings(
              statement,
              "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '"
                  + template
                  + "' ORDER BY created, trigger_name")) {
        triggers.add(shown(statement, "SHOW CREATE TRIGGER " + quoted(trigger), 3));
      }
      statement.execute("USE " + name);
      statement.execute("SET foreign_key_checks = 0, unique_checks = 0");
      for (String definition : definitions) {
        statement.execute(definition);
      }
      for (String table : filled) {
        statement.execute(
            "INSERT INTO " + quoted(table) + " SELECT * FROM " + template + "." + quoted(table));
      }
      for (String definition : views) {
        statement.execute(definition);
      }
      for (String definition : triggers) {
        statement.execute(definition);
      }
    } catch (SQLException | RuntimeException e) {
      statement.execute("DROP DATABASE " + name);
      throw e;
    }
  }

  /** Returns the tables that have rows, which are few after migrations, in one query. */
  private static List<String> filled(Statement statement, List<String> tables) throws SQLException {
    if (tables.isEmpty()) {
      return tables;
    }
    String query =
        tables.stream()
            .map(
                table ->
                    "SELECT '"
                        + table.replace("\\", "\\\\").replace("'", "''")
                        + "' FROM DUAL WHERE EXISTS (SELECT 1 FROM "
                        + quoted(table)
                        + ")")
            .collect(Collectors.joining(" UNION ALL "));
    return Product.strings(statement, query);
  }

  private static List<String> names(Statement statement, String schema, String type)
      throws SQLException {
    return Product.strings(
        statement,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = '"
            + schema
            + "' AND table_type = '"
            + type
            + "' ORDER BY create_time, table_name");
  }

  private static String shown(Statement statement, String show, int column) throws SQLException {
    try (ResultSet row = statement.executeQuery(show)) {
      row.next();
      return row.getString(column);
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
