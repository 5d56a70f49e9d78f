package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Puts each of a test's databases into a transaction, which is rolled back when whatever uses the
 * pool was closed and the pool is about to. Thread-safe.
 */
final class Rollbacks implements DatabaseListener {

  /** How long a rollback may take: with much to undo, a database needs a while. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final LifecycleRegistry registry;
  private final String driver;
  private final Map<Database, RolledBackDataSource> transactions =
      new HashMap<>(); // guarded by this
  private final Set<TestTransaction.Remains> remains =
      EnumSet.noneOf(TestTransaction.Remains.class); // guarded by this

  Rollbacks(LifecycleRegistry registry, String driver) {
    this.registry = registry;
    this.driver = driver;
  }

  /** The registry whose close rolls back. */
  LifecycleRegistry registry() {
    return registry;
  }

  @Override
  public synchronized DataSource decorate(Database database, DataSource dataSource) {
    if (!database.driver().equals(driver)) {
      return dataSource;
    }
    RolledBackDataSource rolledBack = new RolledBackDataSource(dataSource, driver.equals("mysql"));
    transactions.put(database, rolledBack);
    return rolledBack;
  }

  /** Registers right above the pool, which has just registered itself. */
  @Override
  public synchronized void built(Database database, DataSource dataSource) {
    RolledBackDataSource rolledBack = transactions.get(database);
    if (rolledBack != null) {
      registry.register("rollback of " + database.poolName(), () -> rollBack(rolledBack));
    }
  }

  /** A statement that never ends would have the rollback wait for it: then the pool aborts it. */
  private void rollBack(RolledBackDataSource rolledBack) {
    boolean done =
        Bounded.haveEnded(LIMIT, "rolling a test back", List.of(() -> add(rolledBack.rollBack())));
    if (!done) {
      add(TestTransaction.Remains.UNKNOWN);
    }
  }

  private synchronized void add(TestTransaction.Remains what) {
    remains.add(what);
  }

  /** Returns whether a database may not be as it was, after all were rolled back. */
  synchronized boolean haveSpoiled() {
    return remains.contains(TestTransaction.Remains.COMMITTED)
        || remains.contains(TestTransaction.Remains.UNKNOWN);
  }

  /**
   * Fails a test that has committed. One that has lost its connection may have tested just that.
   *
   * @throws AssertionError if it has
   */
  synchronized void failIfCommitted() {
    if (remains.contains(TestTransaction.Remains.COMMITTED)) {
      throw new AssertionError(
          "The test's transaction had ended before the test, so that what it wrote stays: by COMMIT"
              + " or ROLLBACK in SQL, by a connection that was unwrapped, or by a statement before"
              + " which the database commits, as MySQL and MariaDB do before each CREATE, ALTER or"
              + " DROP TABLE, and TRUNCATE. Such a test needs freshEach(Fresh.TEMPLATE).");
    }
  }
}
