package io.github.guicesql.sqlmodule.legacy;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Provides a {@link DataSource} that the service creates itself under the keys of the contract, so
 * that features that know only the contract can use it. It takes the place of a driver module.
 *
 * <ul>
 *   <li>Requires the key that the service has bound its data source to, if it was given one, and
 *       {@link LifecycleRegistry} if that closes the data source.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the given database.
 * </ul>
 *
 * <pre>{@code
 * install(
 *     ExistingDataSourceModule.of(
 *         Key.get(DataSource.class), SqlTokens.defaults(), Dialect.MYSQL));
 * }</pre>
 *
 * <p>The service's key or provider is called once, when the contract's key is first injected, in
 * every {@code Stage}; every injection gets the same data source. If the call throws, the next
 * injection tries again. If {@code Modules.override} replaces the service's key, the new binding is
 * used; if it replaces the contract's key, the service's key is not used.
 *
 * <p>The {@link Migration}s that features contribute to the database run on the data source itself,
 * before the first connection that is requested by the contract's key, on a thread of their own and
 * without a lock between processes. In this case the contract's key provides a wrapper.
 *
 * <p>A service that has a pool for its replicas installs this module a second time, with the
 * {@linkplain SqlTokens#reader() tokens of the reader}: it then binds
 * {@code @Named("database.reader") DataSource}, and no dialect, since that is the database's.
 * Nobody checks that such a reader cannot write, and it waits for no migration.
 *
 * <p>The service closes the data source, unless it leaves that to the registry: see {@link
 * #closedByRegistry()}. Immutable; Guice treats equal modules, of the same instance or provider or
 * of an equal key, as one module.
 */
public final class ExistingDataSourceModule extends AbstractModule {

  private final DataSourceOrigin origin;
  private final SqlTokens database;
  private final Dialect dialect;
  private final boolean closedByRegistry;
  private final boolean listeners;

  private ExistingDataSourceModule(
      DataSourceOrigin origin,
      SqlTokens database,
      Dialect dialect,
      boolean closedByRegistry,
      boolean listeners) {
    this.origin = origin;
    this.database = requireNonNull(database, "database");
    this.dialect = requireNonNull(dialect, "dialect");
    this.closedByRegistry = closedByRegistry;
    this.listeners = listeners;
  }

  /** Uses a data source that the service has bound to a key of its own. */
  public static ExistingDataSourceModule of(
      Key<? extends DataSource> key, SqlTokens database, Dialect dialect) {
    return new ExistingDataSourceModule(
        new DataSourceOrigin.OfKey(requireNonNull(key, "key")), database, dialect, false, false);
  }

  /** Uses a data source that was created before the injector. */
  public static ExistingDataSourceModule of(
      DataSource instance, SqlTokens database, Dialect dialect) {
    return new ExistingDataSourceModule(
        new DataSourceOrigin.OfInstance(requireNonNull(instance, "instance")),
        database,
        dialect,
        false,
        false);
  }

  /**
   * Uses a data source from a provider, into which Guice injects members if it has any to inject.
   * It is Guice's own type of provider, the one that all versions of Guice have. For a provider of
   * {@code javax.inject} or {@code jakarta.inject}, bind its data source to a key and use {@link
   * #of(Key, SqlTokens, Dialect)}, or write {@code of(() -> provider.get(), …)}.
   */
  public static ExistingDataSourceModule of(
      Provider<? extends DataSource> provider, SqlTokens database, Dialect dialect) {
    return new ExistingDataSourceModule(
        new DataSourceOrigin.OfProvider(requireNonNull(provider, "provider")),
        database,
        dialect,
        false,
        false);
  }

  /**
   * Returns a copy of this module with which the {@link LifecycleRegistry} closes the data source:
   * once, only if it was built, and before everything that was registered earlier. The service may
   * still close it, too, since data sources tolerate being closed twice.
   *
   * <p>An instance is registered when the injector is created, any other data source when it is
   * first injected by the contract's key. A service that may never inject it should register what
   * it built itself, by {@link LifecycleRegistry#register(String, AutoCloseable)}. The data source
   * must be {@link AutoCloseable}; otherwise the build fails with a {@link SqlBuildException} of
   * stage {@link BuildStage#OPEN}. Its own {@code close()} is called, even if connections are still
   * borrowed.
   */
  public ExistingDataSourceModule closedByRegistry() {
    return new ExistingDataSourceModule(origin, database, dialect, true, listeners);
  }

  /**
   * Returns a copy of this module with which the {@link DatabaseListener}s of the injector are told
   * of the database and may decorate its data source, such as to have it join transactions. Without
   * this, the contract's key has the service's own object. The pool is the service's, and so {@link
   * DatabaseListener#configurePool} and {@link DatabaseListener#metricsTracker} are not called, nor
   * {@link DatabaseListener#started}, and {@link DatabaseListener#closed} only if the registry
   * closes it. If a listener throws, the build fails with what it threw, and the next injection
   * tries again.
   */
  public ExistingDataSourceModule withListeners() {
    return new ExistingDataSourceModule(origin, database, dialect, closedByRegistry, true);
  }

  @Override
  protected void configure() {
    // Guice's messages about a key refer to the line that installs this module.
    Binder binder =
        binder().skipSources(ExistingDataSourceModule.class, DataSourceOrigin.OfKey.class);
    Provider<LifecycleRegistry> registry =
        closedByRegistry ? binder.getProvider(LifecycleRegistry.class) : null;
    binder
        .bind(database.dbKey())
        .toProvider(
            new ExistingDataSource(this, origin.provider(binder), origin.readyMade(), registry));
    if (!database.isReader()) {
      binder.bind(database.dialectKey()).toInstance(dialect);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExistingDataSourceModule that
        && origin.equals(that.origin)
        && database.equals(that.database)
        && dialect.equals(that.dialect)
        && closedByRegistry == that.closedByRegistry
        && listeners == that.listeners;
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, database, dialect, closedByRegistry, listeners);
  }

  /** Returns the token and the data source's origin. */
  @Override
  public String toString() {
    return "ExistingDataSourceModule(" + database.db() + " from " + origin + ")";
  }

  SqlBuildException failure(String problem) {
    return failure(BuildStage.OPEN, problem, null);
  }

  SqlBuildException failure(BuildStage stage, String problem, @Nullable Throwable cause) {
    return new SqlBuildException(
        "existing", database.db(), stage, "from " + origin + ". " + problem, cause);
  }

  String token() {
    return database.db();
  }

  SqlTokens database() {
    return database;
  }

  Dialect dialect() {
    return dialect;
  }

  boolean hasListeners() {
    return listeners;
  }

  DataSourceOrigin origin() {
    return origin;
  }
}
