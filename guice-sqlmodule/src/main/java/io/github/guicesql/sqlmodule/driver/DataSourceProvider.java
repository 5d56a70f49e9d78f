package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.internal.provider.OnceProvider;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Builds a driver module's data source from its configuration. */
final class DataSourceProvider extends OnceProvider {

  private final DriverModule driver;
  private @Nullable Injector environment;
  private @Nullable Provider<LifecycleRegistry> registry;

  DataSourceProvider(DriverModule driver) {
    this.driver = driver;
  }

  @Inject
  void injected(Injector newEnvironment, Provider<LifecycleRegistry> newRegistry) {
    environment = newEnvironment;
    registry = newRegistry;
  }

  @Override
  protected DataSource build() {
    if (environment == null || registry == null) {
      throw new IllegalStateException("the provider is used outside an injector");
    }
    ConfigValues values = driver.readConfig(environment);
    HikariDataSource pool = new HikariDataSource();
    ManagedDataSource dataSource = new ManagedDataSource(pool);
    AutoCloseable undo = dataSource;
    try {
      configure(pool, values);
      undo = registry.get().register(driver.database().db(), dataSource::close);
      Ping.within(
          values.get(DriverModule.CONNECT_TIMEOUT),
          values.shown(DriverModule.CONNECT_TIMEOUT),
          pool,
          dataSource,
          driver);
      return dataSource;
    } catch (Throwable e) {
      closeAfter(e, undo);
      throw e;
    }
  }

  @Override
  protected SqlBuildException circular() {
    return driver.failure(
        BuildStage.RESOLVE_CONFIG,
        "Its own configuration asks for it: a value's provider must not inject the data source.",
        null);
  }

  private void configure(HikariDataSource pool, ConfigValues values) {
    try {
      driver.applyTo(pool, values);
    } catch (SqlModuleException e) {
      throw e;
    } catch (Exception e) {
      throw driver.failure(BuildStage.OPEN, "The pool could not be made; the cause says why.", e);
    }
  }

  private static void closeAfter(Throwable failure, AutoCloseable undo) {
    try {
      undo.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
