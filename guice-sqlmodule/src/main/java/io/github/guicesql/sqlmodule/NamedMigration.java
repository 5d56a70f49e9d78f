package io.github.guicesql.sqlmodule;

import javax.sql.DataSource;

/** A migration with a name of its own. */
record NamedMigration(String name, Migration migration) implements Migration {

  @Override
  public void migrate(DataSource database) throws Exception {
    migration.migrate(database);
  }

  @Override
  public String toString() {
    return name;
  }
}
