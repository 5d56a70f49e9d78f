package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.MigrationResult;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.internal.migration.Migrated;
import io.github.guicesql.sqlmodule.internal.migration.MigrationStep;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A driver module's pool as its migrator sees it: runs migrations under the database's lock. */
final class MigrationRun implements Migrated, Migrator.Run {

  private static final Logger log = LoggerFactory.getLogger(Migration.class);

  private final PoolRole role;
  private final InstalledDatabase database;
  private final ConfigValues values;
  private final ManagedDataSource pool;
  private final DriverHandle handle;

  MigrationRun(
      PoolRole role,
      InstalledDatabase database,
      ConfigValues values,
      ManagedDataSource pool,
      DriverHandle handle) {
    this.role = role;
    this.database = database;
    this.values = values;
    this.pool = pool;
    this.handle = handle;
  }

  @Override
  public String name() {
    return pool.toString();
  }

  @Override
  public long connectionTimeoutMillis() {
    return pool.getConnectionTimeout();
  }

  @Override
  public SqlBuildException failure(String problem, @Nullable Throwable cause) {
    return role.failure(BuildStage.MIGRATE, problem, cause);
  }

  @Override
  public void migrated(MigrationResult result) {
    database.migrated(result);
  }

  @Override
  public void of(List<Migration> migrations) throws SQLException {
    MigrationStep step = new MigrationStep(this);
    // Otherwise the first connection would have no limit: the pool sets one only when it starts.
    pool.handle().limitLogin((int) Math.max(1, pool.getConnectionTimeout() / 1000));
    try (MigrationSource source = new MigrationSource(pool, credentials())) {
      MigrationLock lock = lock(step, source);
      try {
        for (Migration migration : migrations) {
          run(step, migration, source, lock);
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

  private MigrationLock lock(MigrationStep step, MigrationSource source) throws SQLException {
    Duration limit =
        values
            .find(DriverModule.MIGRATION_LOCK_TIMEOUT)
            .orElseGet(() -> DriverModule.MIGRATION_LOCK_TIMEOUT.defaultValue().orElseThrow());
    try {
      return handle.lockForMigrations(source, limit);
    } catch (TimeoutException e) {
      throw step.failure(
          "Another process has held the lock for migrations for "
              + values.shown(DriverModule.MIGRATION_LOCK_TIMEOUT)
              + ", see "
              + role.driver().key(DriverModule.MIGRATION_LOCK_TIMEOUT)
              + ".",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw step.failure("The wait for the lock for migrations was interrupted.", e);
    } catch (SQLException e) {
      throw step.refusal("There is no connection to migrate with: ", e);
    }
  }

  private void run(
      MigrationStep step, Migration migration, MigrationSource source, MigrationLock lock)
      throws SQLException {
    if (!lock.isHeld()) {
      throw step.failure(
          "The lock for migrations was lost before the migration "
              + migration.name()
              + ": the connection that held it is closed.",
          null);
    }
    step.run(migration, source);
  }

  private void release(MigrationLock lock) {
    try {
      lock.close();
    } catch (SQLException | RuntimeException e) {
      log.warn("{}: the lock for migrations was not released", pool, e);
    }
  }
}
