package io.github.guicesql.sqlmodule;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * Checks the health of the databases that are installed in an injector. Injectable; {@code
 * LifecycleModule} binds it, and without that module Guice creates it just in time.
 *
 * <ul>
 *   <li>A check answers within its limit, always: whatever hangs, hangs in a thread of its own.
 *   <li>It never borrows from the pool, so that a busy pool is no reason to restart a service. Each
 *       database has one connection for health checks, which callers that ask at the same time
 *       share. It is opened by the first check within 5 seconds, replaced after 30 seconds, so that
 *       a changed password is noticed, and closed with the pool. SQLite's is opened and closed by
 *       each check, since it must not outlive a file that is replaced.
 *   <li>It opens no database that nobody has used: {@link Health.State#NOT_STARTED}.
 *   <li>When closing has begun it answers at once, and so do checks that are waiting: {@link
 *       Health.State#CLOSED}.
 * </ul>
 *
 * <p>A data source of {@code ExistingDataSourceModule} is borrowed from, since nothing else is
 * known about it; it is checked from its first injection on. Thread-safe. An interrupted thread
 * gets its answer, too, and stays interrupted.
 */
@Singleton
public final class DatabaseHealth {

  private final Databases databases;

  /** Creates the health checks of these databases. Guice calls this. */
  @Inject
  public DatabaseHealth(Databases databases) {
    this.databases = databases;
  }

  /**
   * Checks all databases at the same time.
   *
   * @param limit the longest time that the call takes, for all of them; more than zero
   * @return their health, in the order in which they were installed
   * @throws IllegalArgumentException if the limit is not positive
   */
  public List<Health> check(Duration limit) {
    List<Supplier<Health>> checks =
        databases.all().stream().map(database -> database.health(limit)).toList();
    return checks.stream().map(Supplier::get).toList();
  }

  /**
   * Checks one database.
   *
   * @param limit the longest time that the call takes; more than zero
   * @throws IllegalArgumentException if the limit is not positive
   * @throws NoSuchElementException if no such database is installed
   */
  public Health check(SqlTokens database, Duration limit) {
    return databases
        .find(database)
        .orElseThrow(
            () -> new NoSuchElementException("No module of the injector installs " + database))
        .health(limit)
        .get();
  }
}
