package io.github.guicesql.sqltest;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Copies a database of MySQL or MariaDB, which have no statement for that: each table by its own
 * definition, with its rows, then the views and triggers. Events and routines are not copied.
 *
 * <p>Creating a table takes these products a hundred times as long as looking at it, so a copy that
 * was used is reset where that is possible.
 */
final class SchemaCopier implements DatabaseCopier {

  private final String database;
  private @Nullable SchemaTemplate template;

  /**
   * Creates a copier.
   *
   * @param database the name of the database, which nobody changes any more
   */
  SchemaCopier(String database) {
    this.database = database;
  }

  private SchemaTemplate template(Statement statement) throws SQLException {
    SchemaTemplate read = template;
    if (read == null) {
      read = SchemaTemplate.read(database, statement);
      template = read;
    }
    return read;
  }

  @Override
  public void copy(String name, Statement statement) throws SQLException {
    statement.execute(Schema.SESSION);
    SchemaTemplate from = template(statement);
    statement.execute("CREATE DATABASE " + name + from.schema().options());
    try {
      statement.execute("USE " + name);
      statement.execute("SET unique_checks = 0");
      from.schema().createTables(statement);
      for (String table : from.filled().keySet()) {
        from.fill(table, statement);
      }
      from.schema().createViewsAndTriggers(statement);
      statement.execute("SET unique_checks = 1");
      statement.execute(Schema.ELSEWHERE);
    } catch (SQLException | RuntimeException e) {
      statement.execute("DROP DATABASE " + name);
      throw e;
    }
  }

  @Override
  public boolean canReset() {
    return template != null && template.canReset();
  }

  @Override
  public boolean reset(String name, Statement statement) throws SQLException {
    statement.execute(Schema.SESSION);
    return new SchemaReset(template(statement), name, statement).run();
  }
}
