package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.MigrationList;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Creates a database's pool from its values, its driver's handle, its listeners and its hooks. */
final class PoolFactory {

  private final DriverModule driver;
  private final InstalledDatabase database;
  private final Listeners listeners;
  private final MigrationList migrations;

  PoolFactory(
      DriverModule driver,
      InstalledDatabase database,
      Listeners listeners,
      MigrationList migrations) {
    this.driver = driver;
    this.database = database;
    this.listeners = listeners;
    this.migrations = migrations;
  }

  /**
   * Creates the pool according to the values and the hooks, without starting it.
   *
   * @throws SqlModuleException if that fails
   */
  ManagedDataSource create(ConfigValues values) {
    try {
      return createPool(values);
    } catch (Exception | LinkageError e) {
      throw driver.typed("The pool could not be made", e);
    }
  }

  private ManagedDataSource createPool(ConfigValues values) throws Exception {
    ManagedDataSource pool = new ManagedDataSource();
    pool.setPoolName(driver.database().db());
    PoolProperties.apply(values, pool);
    DriverHandle handle = driver.handle(values, pool);
    if (driver.hasLogin()) {
      CredentialsSource source = LoginSettings.source(driver, values);
      if (source != null) {
        handle.logInBy(source);
      }
    }
    MigrationRun run = new MigrationRun(driver, values, pool, handle);
    pool.open(
        handle,
        new Migrator(run, run, migrations),
        () -> listeners.started(database),
        () -> listeners.closed(database));
    try {
      Map<Setting<?>, String> configured = PoolProperties.read(pool);
      listeners.configurePool(database, pool);
      for (Consumer<? super HikariConfig> hook : driver.options().poolHooks()) {
        hook.accept(pool);
      }
      refuseWhatHasNoEffect(pool);
      if (pool.getHealthCheckRegistry() != null) {
        HealthChecks.closeWith(pool, database);
      }
      pool.validate();
      handle.name(pool.toString());
      database.values(PoolProperties.effective(driver, values, configured, pool));
      return pool;
    } catch (RuntimeException | Error e) {
      try {
        pool.close();
      } catch (RuntimeException notClosed) {
        e.addSuppressed(notClosed);
      }
      throw e;
    }
  }

  /** Refuses settings that HikariCP silently ignores when a data source is set. */
  private void refuseWhatHasNoEffect(HikariConfig pool) {
    if (pool.getDataSource() == null) {
      return;
    }
    List<String> ignored = new ArrayList<>();
    if (pool.getJdbcUrl() != null) {
      ignored.add("jdbcUrl");
    }
    if (pool.getDriverClassName() != null) {
      ignored.add("driverClassName");
    }
    if (pool.getDataSourceClassName() != null) {
      ignored.add("dataSourceClassName");
    }
    if (!pool.getDataSourceProperties().isEmpty()) {
      ignored.add("data source properties " + pool.getDataSourceProperties().keySet());
    }
    if (!ignored.isEmpty()) {
      Setting<?> parameters =
          driver.settings().contains(PoolSettings.PARAMETERS)
              ? PoolSettings.PARAMETERS
              : driver.settings().get(0);
      throw driver.failure(
          BuildStage.OPEN,
          "A hook has set the pool's "
              + String.join(", ", ignored)
              + ", which has no effect beside the driver's data source. Write the driver's"
              + " parameters into "
              + driver.key(parameters)
              + " instead.",
          null);
    }
  }

  /**
   * Wraps the pool in the decorators of the listeners and of the options, in this order.
   *
   * @throws SqlModuleException if one fails
   */
  DataSource decorate(DataSource managed) {
    try {
      return decorated(managed);
    } catch (RuntimeException | LinkageError e) {
      throw driver.typed("A decorator of the data source failed", e);
    }
  }

  private DataSource decorated(DataSource managed) {
    DataSource decorated = listeners.decorate(database, managed);
    for (UnaryOperator<DataSource> decorator : driver.options().decorators()) {
      decorated = decorator.apply(decorated);
    }
    return decorated;
  }
}
