package io.github.guicesql.sqltest;

import org.jspecify.annotations.Nullable;

/**
 * A database as a test's configuration and clean-up know it.
 *
 * @param setting the last word of the key that says where it is: {@code dsn} or {@code path}
 * @param value the key's value, which may contain a password
 * @param database the database, if it is on a server
 * @param migrated whether it is a copy of a database that was migrated
 * @param drop removes it
 */
record Place(String setting, String value, @Nullable TestDatabase database, boolean migrated, Runnable drop)
    implements AutoCloseable {

  static Place of(TestDatabase database) {
    return new Place("dsn", database.dsn(), database, false, database::close);
  }

  Place asMigrated() {
    return new Place(setting, value, database, true, drop);
  }

  @Override
  public void close() {
    drop.run();
  }

  /** Returns where it is, without a password. */
  @Override
  public String toString() {
    return database == null ? value : database.toString();
  }
}
