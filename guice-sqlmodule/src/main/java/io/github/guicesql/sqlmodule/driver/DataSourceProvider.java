package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.spi.Dependency;
import com.google.inject.spi.HasDependencies;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.MigrationList;
import io.github.guicesql.sqlmodule.internal.provider.OnceProvider;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a driver module's data source from its configuration. */
final class DataSourceProvider extends OnceProvider implements HasDependencies {

  private static final Logger log = LoggerFactory.getLogger(DataSourceProvider.class);

  private final PoolRole role;
  private final InstalledDatabase database;
  private final SharedConfig config;
  private final @Nullable DataSourceProvider awaited;
  private @Nullable Injector environment;
  private @Nullable Provider<LifecycleRegistry> registry;
  private Listeners listeners = Listeners.NONE;
  private @Nullable MigrationList migrations;

  /**
   * Creates a provider.
   *
   * @param awaited provides the data source that is built before this one and closed after it, and
   *     that migrates the database for both; null if there is none
   */
  DataSourceProvider(PoolRole role, SharedConfig config, @Nullable DataSourceProvider awaited) {
    this.role = role;
    this.config = config;
    this.awaited = awaited;
    database = new InstalledDatabase(role);
  }

  /**
   * Called when the injector is created. It is not called if {@code Modules.override} has replaced
   * the binding: then the database is not installed. It is private, since Guice generates a class
   * to call any other method.
   */
  @Inject
  private void injected(Injector newEnvironment) {
    if (!role.isReader()) {
      new IgnoredBindings(role.driver()).refuse(newEnvironment);
    }
    environment = newEnvironment;
    registry = newEnvironment.getProvider(LifecycleRegistry.class);
    listeners = Listeners.in(newEnvironment);
    MigrationList list =
        role.isReader()
            ? MigrationList.NONE
            : MigrationList.in(newEnvironment, role.driver().options());
    migrations = list;
    database.declared(list);
    database.observedBy(listeners);
    add(database, newEnvironment);
    listeners.declared(database);
  }

  /** Returns what tools such as Guice's grapher show: the injected members, and the registry. */
  @Override
  public Set<Dependency<?>> getDependencies() {
    return Set.of(
        Dependency.get(Key.get(Injector.class)), Dependency.get(Key.get(LifecycleRegistry.class)));
  }

  @Override
  protected DataSource build() {
    if (environment == null || registry == null || migrations == null) {
      throw new IllegalStateException("the provider is used outside an injector");
    }
    @Nullable ManagedDataSource first = awaited == null ? null : awaited.installed();
    try {
      return build(environment, registry, migrations, first);
    } catch (Throwable e) {
      if (first == null) {
        config.forget();
      }
      throw e;
    }
  }

  private DataSource build(
      Injector from,
      Provider<LifecycleRegistry> closing,
      MigrationList all,
      @Nullable ManagedDataSource first) {
    ConfigValues values = role.in(config.read(from, settingsOfListeners()));
    PoolFactory pools = new PoolFactory(role, database, listeners, role.in(all, values));
    ManagedDataSource managed = pools.create(values, first);
    if (first != null) {
      managed.lendAfterMigrationsOf(first);
    }
    AutoCloseable undo = managed;
    try {
      DataSource decorated = pools.decorate(managed);
      LifecycleRegistry.Closer closer = managed;
      undo = bound(closing).register(managed.toString(), closer);
      database.built(managed);
      log.debug("{}: {}", managed, database.values());
      if (asksAtStart(values)) {
        Ping.within(values, managed, role);
        managed.migrate();
      }
      built(decorated);
      return decorated;
    } catch (Throwable e) {
      database.notBuilt();
      closeAfter(e, undo);
      throw e;
    }
  }

  /** Returns whether the database must answer before it is built; {@link Ping} is loaded then. */
  private static boolean asksAtStart(ConfigValues values) {
    return !values.get(DriverModule.CONNECT_TIMEOUT).isZero()
        || !values.find(DriverModule.CONNECT_WAIT).orElse(Duration.ZERO).isZero();
  }

  private List<Setting<?>> settingsOfListeners() {
    try {
      return listeners.settings();
    } catch (RuntimeException | LinkageError e) {
      throw role.typed("A listener failed", e);
    }
  }

  private void built(DataSource decorated) {
    try {
      listeners.built(database, decorated);
    } catch (RuntimeException | LinkageError e) {
      throw role.typed("A listener failed", e);
    }
  }

  /**
   * Builds the data source, and returns its pool; null if {@code Modules.override} has replaced the
   * binding.
   */
  @Nullable ManagedDataSource installed() {
    if (environment == null) {
      return null;
    }
    get();
    return database.dataSource();
  }

  @Override
  protected SqlBuildException circular() {
    return role.failure(
        BuildStage.RESOLVE_CONFIG,
        "Its own configuration asks for it: a value's provider must not inject the data source.",
        null);
  }

  @Override
  protected SqlBuildException unclosable(String problem) {
    return role.failure(BuildStage.OPEN, problem, null);
  }

  private static void closeAfter(Throwable failure, AutoCloseable undo) {
    try {
      undo.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
