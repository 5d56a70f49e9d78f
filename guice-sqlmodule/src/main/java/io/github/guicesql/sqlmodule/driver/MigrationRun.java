package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a list of migrations under the database's lock. */
final class MigrationRun {

  private static final Logger log = LoggerFactory.getLogger(Migration.class);

  /** The SQLSTATE for a connection that cannot be established. */
  private static final String NO_CONNECTION = "08001";

  private final DriverModule driver;
  private final ConfigValues values;
  private final ManagedDataSource pool;
  private final DriverHandle handle;

  MigrationRun(
      DriverModule driver, ConfigValues values, ManagedDataSource pool, DriverHandle handle) {
    this.driver = driver;
    this.values = values;
    this.pool = pool;
    this.handle = handle;
  }

  /**
   * Runs the migrations one after the other, and closes everything that they have opened.
   *
   * @throws SQLException if one fails; its cause is always a {@link SqlBuildException}
   */
  void run(List<Migration> migrations) throws SQLException {
    if (migrations.isEmpty()) {
      return;
    }
    // Otherwise the first connection would have no limit: the pool sets one only when it starts.
    pool.limitLogin((int) Math.max(1, pool.getConnectionTimeout() / 1000));
    try (MigrationSource source = new MigrationSource(pool, credentials())) {
      MigrationLock lock = lock(source);
      try {
        for (Migration migration : migrations) {
          run(migration, source, lock);
        }
      } finally {
        release(lock);
      }
    }
  }

  private @Nullable Credentials credentials() {
    String password = values.find(DriverModule.MIGRATION_PASSWORD).orElse(null);
    return values
        .find(DriverModule.MIGRATION_USER)
        .map(user -> new Credentials(user, password))
        .orElse(null);
  }

  private MigrationLock lock(MigrationSource source) throws SQLException {
    Duration limit =
        values
            .find(DriverModule.MIGRATION_LOCK_TIMEOUT)
            .orElseGet(() -> DriverModule.MIGRATION_LOCK_TIMEOUT.defaultValue().orElseThrow());
    try {
      return handle.lockForMigrations(source, limit);
    } catch (TimeoutException e) {
      throw failure(
          "Another process has held the lock for migrations for "
              + values.shown(DriverModule.MIGRATION_LOCK_TIMEOUT)
              + ", see "
              + driver.key(DriverModule.MIGRATION_LOCK_TIMEOUT)
              + ".",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("The wait for the lock for migrations was interrupted.", e);
    } catch (SQLException e) {
      SqlBuildException typed =
          driver.failure(
              BuildStage.MIGRATE,
              "There is no connection to migrate with: " + described(e),
              e);
      throw new SQLException(typed.getMessage(), e.getSQLState(), e.getErrorCode(), typed);
    }
  }

  private void run(Migration migration, MigrationSource source, MigrationLock lock)
      throws SQLException {
    if (!lock.isHeld()) {
      throw failure(
          "The lock for migrations was lost before the migration "
              + migration.name()
              + ": the connection that held it is closed.",
          null);
    }
    long began = System.nanoTime();
    try {
      migration.migrate(source);
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw failure("The migration " + migration.name() + " failed: " + described(e), e);
    }
    log.info(
        "{}: the migration {} took {} ms",
        pool,
        migration.name(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  private void release(MigrationLock lock) {
    try {
      lock.close();
    } catch (SQLException | RuntimeException e) {
      log.warn("{}: the lock for migrations was not released", pool, e);
    }
  }

  private SQLException failure(String problem, @Nullable Throwable cause) {
    SqlBuildException typed = driver.failure(BuildStage.MIGRATE, problem, cause);
    return new SQLException(typed.getMessage(), NO_CONNECTION, typed);
  }

  private static String described(Throwable e) {
    return e instanceof SQLException refusal && refusal.getSQLState() != null
        ? "SQLSTATE " + refusal.getSQLState() + ": " + e.getMessage()
        : e.toString();
  }
}
