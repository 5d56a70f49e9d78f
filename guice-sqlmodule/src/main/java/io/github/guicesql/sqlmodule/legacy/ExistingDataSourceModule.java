package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database whose {@link DataSource} the service makes itself, under the keys of the contract, so
 * that features which know nothing else can use it. It stands where a driver module would.
 *
 * <ul>
 *   <li>Requires the key that the service has bound its data source to, if it was given one, and
 *       {@link LifecycleRegistry} if that closes it.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that it is told.
 * </ul>
 *
 * <pre>{@code
 * install(
 *     ExistingDataSourceModule.of(
 *         Key.get(DataSource.class), SqlTokens.defaults(), Dialect.MYSQL));
 * }</pre>
 *
 * <p>The service's key or provider is asked when the contract's key is first injected, in every
 * {@code Stage}, and once: what it gave is given to everybody. If it throws, the next injection
 * asks again. Under {@code Modules.override}, a new binding for the service's key is what is
 * offered, and with one for the contract's key the service's is not asked.
 *
 * <p>The service closes what it made, unless it hands that over: see {@link #closedByRegistry()}.
 * Immutable; equal modules, of the same instance or provider or of an equal key, are the same
 * module to Guice.
 */
public final class ExistingDataSourceModule extends AbstractModule {

  private final DataSourceOrigin origin;
  private final SqlTokens database;
  private final Dialect dialect;
  private final boolean closedByRegistry;

  private ExistingDataSourceModule(
      DataSourceOrigin origin, SqlTokens database, Dialect dialect, boolean closedByRegistry) {
    this.origin = origin;
    this.database = database;
    this.dialect = dialect;
    this.closedByRegistry = closedByRegistry;
  }

  /** The data source that the service has bound to a key of its own. */
  public static ExistingDataSourceModule of(
      Key<? extends DataSource> key, SqlTokens database, Dialect dialect) {
    return new ExistingDataSourceModule(new DataSourceOrigin.OfKey(key), database, dialect, false);
  }

  /** A data source made before the injector. */
  public static ExistingDataSourceModule of(
      DataSource instance, SqlTokens database, Dialect dialect) {
    return new ExistingDataSourceModule(
        new DataSourceOrigin.OfInstance(instance), database, dialect, false);
  }

  /** The data source that a provider makes, which Guice injects if it has to be. */
  public static ExistingDataSourceModule of(
      Provider<? extends DataSource> provider, SqlTokens database, Dialect dialect) {
    return new ExistingDataSourceModule(
        new DataSourceOrigin.OfProvider(provider), database, dialect, false);
  }

  /**
   * The same module, but the {@link LifecycleRegistry} closes the data source: once, and only if it
   * was built, before everything that was registered earlier. The service's own closing may stay:
   * data sources take it well to be closed twice.
   *
   * <p>An instance is registered when the injector is created, any other when it is first injected
   * by the contract's key: a service that may never do so registers what it built itself, by {@link
   * LifecycleRegistry#register(String, AutoCloseable)}. It must be {@link AutoCloseable}: if it is
   * not, that fails with a {@link SqlBuildException} of stage {@link BuildStage#OPEN}. Its own
   * {@code close()} is called, whatever is borrowed from it then.
   */
  public ExistingDataSourceModule closedByRegistry() {
    return new ExistingDataSourceModule(origin, database, dialect, true);
  }

  @Override
  protected void configure() {
    // What Guice has to say of a key, it should say of the line that installs this.
    Binder binder =
        binder().skipSources(ExistingDataSourceModule.class, DataSourceOrigin.OfKey.class);
    Provider<LifecycleRegistry> registry =
        closedByRegistry ? binder.getProvider(LifecycleRegistry.class) : null;
    binder
        .bind(database.dbKey())
        .toProvider(
            new ExistingDataSource(this, origin.provider(binder), origin.readyMade(), registry));
    binder.bind(database.dialectKey()).toInstance(dialect);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExistingDataSourceModule that
        && origin.equals(that.origin)
        && database.equals(that.database)
        && dialect.equals(that.dialect)
        && closedByRegistry == that.closedByRegistry;
  }

  @Override
  public int hashCode() {
    return Objects.hash(origin, database, dialect, closedByRegistry);
  }

  /** The token, and where the data source comes from. */
  @Override
  public String toString() {
    return "ExistingDataSourceModule(" + database.db() + " from " + origin + ")";
  }

  SqlBuildException failure(String problem) {
    return new SqlBuildException(
        "existing", database.db(), BuildStage.OPEN, "from " + origin + ". " + problem, null);
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

  DataSourceOrigin origin() {
    return origin;
  }
}
