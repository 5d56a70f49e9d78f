package io.github.guicesql.sqltest;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A database of MySQL or MariaDB from which others are filled.
 *
 * @param filled the columns of each table that has rows, without those that the server generates
 */
record SchemaTemplate(String database, Schema schema, Map<String, String> filled) {

  static SchemaTemplate read(String database, Statement statement) throws SQLException {
    Schema schema = Schema.read(database, statement);
    schema.checkNames(database);
    Map<String, String> filled = new LinkedHashMap<>();
    for (String table : withMoreRowsThan(0, schema.tables().keySet(), statement)) {
      filled.put(table, columns(database, table, statement));
    }
    return new SchemaTemplate(database, schema, filled);
  }

  /**
   * Returns those tables of the connection's default database that have more rows than a number, by
   * one query.
   */
  static List<String> withMoreRowsThan(int rows, Collection<String> tables, Statement statement)
      throws SQLException {
    if (tables.isEmpty()) {
      return List.of();
    }
    return Product.strings(
        statement,
        tables.stream()
            .map(
                table ->
                    "(SELECT "
                        + Schema.literal(table)
                        + " FROM "
                        + Schema.quoted(table)
                        + " LIMIT "
                        + rows
                        + ", 1)")
            .collect(Collectors.joining(" UNION ALL ")));
  }

  private static String columns(String database, String table, Statement statement)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    for (String column :
        Product.strings(
            statement,
            "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                + Schema.literal(database)
                + " AND table_name = "
                + Schema.literal(table)
                + " AND COALESCE(generation_expression, '') = '' ORDER BY ordinal_position")) {
      columns.add(Schema.quoted(column));
    }
    return String.join(", ", columns);
  }

  /** Inserts the rows of one table into the table of the same name in the default database. */
  void fill(String table, Statement statement) throws SQLException {
    String columns = filled.get(table);
    statement.execute(
        "INSERT INTO "
            + Schema.quoted(table)
            + " ("
            + columns
            + ") SELECT "
            + columns
            + " FROM "
            + nameOf(table));
  }

  /** Returns the name of one of its tables in any database's statements. */
  String nameOf(String table) {
    return database + "." + Schema.quoted(table);
  }

  /** Returns whether deleting and inserting rows can make a used copy a new one. */
  boolean canReset() {
    return schema.tables().values().stream().allMatch(TableDefinition::canBeRefilled)
        && schema.triggers().stream().noneMatch(this::affectsReset);
  }

  /**
   * Returns whether a trigger fires on a reset, or could make it fail: MariaDB's {@code INSERT …
   * SELECT} takes what it inserts for {@code NULL} where the table has an {@code UPDATE} trigger.
   */
  private boolean affectsReset(Schema.Trigger trigger) {
    return trigger.event().contains("DELETE") || filled.containsKey(trigger.table());
  }
}
