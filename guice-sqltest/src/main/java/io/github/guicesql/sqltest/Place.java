package io.github.guicesql.sqltest;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database as a test's configuration and clean-up know it.
 *
 * @param name where it is, without a password
 * @param settings values by the last word of their keys, such as {@code dsn} or {@code path}
 * @param database the database, if it is on a server
 * @param drop removes it
 */
record Place(
    String name, Map<String, String> settings, @Nullable TestDatabase database, Runnable drop)
    implements AutoCloseable {

  static Place of(TestDatabase database) {
    return new Place(database.toString(), Map.of("dsn", database.dsn()), database, database::close);
  }

  /**
   * Returns the same for a test's copy of a database that was migrated. A pool that opens its
   * connections ahead would take longer than most tests.
   */
  Place asMigrated() {
    Map<String, String> more = new HashMap<>(settings);
    more.put("migration-mode", "skip");
    more.put("max-idle-conns", "1");
    return new Place(name, Map.copyOf(more), database, drop);
  }

  @Override
  public void close() {
    drop.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
