package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.MigrationList;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Creates a database's pool from its values, its driver's handle, its listeners and its hooks. */
final class PoolFactory {

  private final PoolRole role;
  private final DriverModule driver;
  private final InstalledDatabase database;
  private final Listeners listeners;
  private final MigrationList migrations;

  PoolFactory(
      PoolRole role, InstalledDatabase database, Listeners listeners, MigrationList migrations) {
    this.role = role;
    driver = role.driver();
    this.database = database;
    this.listeners = listeners;
    this.migrations = migrations;
  }

  /**
   * Creates the pool according to the values and the hooks, without starting it.
   *
   * @param first the database's pool, for its reader's; null if there is none
   * @throws SqlModuleException if that fails
   */
  ManagedDataSource create(ConfigValues values, @Nullable ManagedDataSource first) {
    try {
      return createPool(values, first);
    } catch (Exception | LinkageError e) {
      throw role.typed("The pool could not be made", e);
    }
  }

  private ManagedDataSource createPool(ConfigValues values, @Nullable ManagedDataSource first)
      throws Exception {
    ManagedDataSource pool = new ManagedDataSource(role);
    pool.setPoolName(role.tokens().db());
    PoolProperties.apply(values, pool);
    DriverHandle handle = handle(values, pool, first);
    if (driver.hasLogin()) {
      CredentialsSource source = LoginSettings.source(driver, values);
      if (source != null) {
        handle.logInBy(source);
      }
    }
    MigrationRun run = new MigrationRun(role, database, values, pool, handle);
    pool.open(handle, new Migrator(run, run, migrations), database);
    try {
      Map<Setting<?>, String> configured = PoolProperties.read(pool);
      listeners.configurePool(database, pool);
      DatabaseObserver observer = listeners.observer(database);
      database.publishesTo(observer);
      handle.publishTo(observer);
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

  private DriverHandle handle(
      ConfigValues values, HikariConfig pool, @Nullable ManagedDataSource first) throws Exception {
    return role.isReader()
        ? driver.readerHandle(
            values, pool, Optional.ofNullable(first).map(ManagedDataSource::handle))
        : driver.handle(values, pool);
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
      throw role.failure(
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
      throw role.typed("A decorator of the data source failed", e);
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
