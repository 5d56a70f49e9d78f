package io.github.guicesql.sqlmodule.driver;

import com.google.inject.ConfigurationException;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.internal.provider.OnceProvider;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a driver module's data source from its configuration. */
final class DataSourceProvider extends OnceProvider {

  private static final Logger log = LoggerFactory.getLogger(DataSourceProvider.class);

  private final DriverModule driver;
  private final InstalledDatabase database;
  private @Nullable Injector environment;
  private @Nullable Provider<LifecycleRegistry> registry;
  private Listeners listeners = Listeners.NONE;

  DataSourceProvider(DriverModule driver) {
    this.driver = driver;
    database = new InstalledDatabase(driver);
  }

  /**
   * Called when the injector is created. It is not called if {@code Modules.override} has replaced
   * the binding: then the database is not installed.
   */
  @Inject
  void injected(Injector newEnvironment, Provider<LifecycleRegistry> newRegistry) {
    environment = newEnvironment;
    registry = newRegistry;
    listeners = Listeners.in(newEnvironment);
    try {
      newEnvironment.getInstance(Databases.class).add(database);
    } catch (ConfigurationException e) {
      log.debug("{}: Databases is not bound, so nobody can ask for it", driver, e);
    }
    listeners.declared(database);
  }

  @Override
  protected DataSource build() {
    if (environment == null || registry == null) {
      throw new IllegalStateException("the provider is used outside an injector");
    }
    ConfigValues values = driver.readConfig(environment);
    ManagedDataSource managed = managed(values);
    AutoCloseable undo = managed;
    try {
      DataSource decorated = decorated(managed);
      undo = registered(managed);
      database.built(managed, values);
      Ping.within(values, managed, driver);
      driver.guarded("A listener failed", () -> listeners.built(database, decorated));
      return decorated;
    } catch (Throwable e) {
      closeAfter(e, undo);
      throw e;
    }
  }

  private ManagedDataSource managed(ConfigValues values) {
    return driver.guarded(
        "The pool could not be made", () -> driver.pool(values, database, listeners));
  }

  private DataSource decorated(DataSource managed) {
    return driver.guarded(
        "A decorator of the data source failed",
        () -> driver.decorated(managed, database, listeners));
  }

  /**
   * Registers the data source to be closed. A container that rewrites bindings may supply null for
   * a missing registry instead of failing.
   */
  private AutoCloseable registered(ManagedDataSource managed) {
    Provider<@Nullable LifecycleRegistry> provider = registry;
    LifecycleRegistry bound = provider == null ? null : provider.get();
    if (bound == null) {
      throw driver.failure(
          BuildStage.OPEN,
          "There is no LifecycleRegistry, and nothing would close the pool. Install new"
              + " LifecycleModule(), or LifecycleModule.using(registry).",
          null);
    }
    return bound.register(managed.toString(), drain -> managed.close(drain));
  }

  @Override
  protected SqlBuildException circular() {
    return driver.failure(
        BuildStage.RESOLVE_CONFIG,
        "Its own configuration asks for it: a value's provider must not inject the data source.",
        null);
  }

  private static void closeAfter(Throwable failure, AutoCloseable undo) {
    try {
      undo.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
