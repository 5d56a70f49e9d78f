package io.github.guicesql.sqlite;

import io.github.guicesql.sqlmodule.driver.MigrationLock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The permit of this process to migrate a database, which one pool has at a time. It is a system
 * property: a process may have loaded this class more than once, as two web applications in one
 * container have, and locks on files belong to the process.
 *
 * <p>Thread-safe.
 */
final class MigrationPermit implements MigrationLock {

  static final long POLL_MILLIS = 50;

  private static final String PREFIX = "guice-sql.migrates.";

  private final String property;

  private MigrationPermit(String property) {
    this.property = property;
  }

  /**
   * Acquires the permit.
   *
   * @param database the database, by the name that all pools of it use
   * @throws TimeoutException if another pool has it for that long
   */
  static MigrationLock acquire(String database, Duration limit)
      throws TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Properties process = System.getProperties();
    String property = PREFIX + database;
    while (process.putIfAbsent(property, "true") != null) {
      long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (remaining <= 0) {
        throw new TimeoutException(database + " is being migrated by this process");
      }
      Thread.sleep(Math.min(POLL_MILLIS, remaining));
    }
    return new MigrationPermit(property);
  }

  /** Releases the permit. */
  @Override
  public void close() {
    System.getProperties().remove(property);
  }
}
