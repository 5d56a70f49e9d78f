package io.github.guicesql.sqlmodule.legacy;

import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.MigrationResult;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.internal.health.Answer;
import io.github.guicesql.sqlmodule.internal.health.Finding;
import io.github.guicesql.sqlmodule.internal.health.Probe;
import io.github.guicesql.sqlmodule.internal.health.ProbeTarget;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.Migrated;
import io.github.guicesql.sqlmodule.internal.migration.MigrationList;
import io.github.guicesql.sqlmodule.internal.migration.MigrationResults;
import io.github.guicesql.sqlmodule.internal.migration.MigrationStep;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import io.github.guicesql.sqlmodule.internal.provider.OnceProvider;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Provides a service's own data source, which it requests only once. */
final class ExistingDataSource extends OnceProvider implements Database, Migrated {

  /** How long a borrower waits for migrations, the same as HikariCP's default for a connection. */
  private static final long WAIT_MILLIS = 30_000;

  private final ExistingDataSourceModule module;
  private final Provider<? extends @Nullable DataSource> service;
  private final Optional<DataSource> readyMade;
  private final @Nullable Provider<LifecycleRegistry> registry;
  private volatile Listeners listeners = Listeners.NONE;
  private volatile DatabaseObserver observer = DatabaseObserver.NONE;
  private final MigrationResults migrationResults = new MigrationResults();
  private final Probe probe;
  private volatile boolean built;
  private volatile boolean closed;

  /** What the service has given, once the registry closes it if it is to. */
  private volatile @Nullable DataSource given;

  private @Nullable MigrationList migrations;
  private volatile @Nullable Migrator migrator;

  /**
   * Creates a provider for the service's data source.
   *
   * @param readyMade the data source, if it was created before the injector
   * @param registry closes the data source; null if the service does
   */
  ExistingDataSource(
      ExistingDataSourceModule module,
      Provider<? extends @Nullable DataSource> service,
      Optional<DataSource> readyMade,
      @Nullable Provider<LifecycleRegistry> registry) {
    this.module = module;
    this.service = service;
    this.readyMade = readyMade;
    this.registry = registry;
    probe = new Probe(new ServiceTarget(), module::token, Duration.ZERO);
  }

  /**
   * Asks on a connection that is borrowed and returned, since nothing else is known. It is the
   * service's own: a health check must not run the migrations.
   */
  private final class ServiceTarget implements ProbeTarget {

    private static final int LIMIT_SECONDS = 5;

    @Override
    public Connection open() throws SQLException {
      return given().getConnection();
    }

    @Override
    public @Nullable String ask(Connection connection) throws SQLException {
      try (connection) {
        if (!connection.isValid(LIMIT_SECONDS)) {
          throw new SQLException("The connection is not valid.", "08006");
        }
        return null;
      }
    }
  }

  /**
   * Registers a data source that was created before the injector, so that it is closed even if
   * nobody ever injects it.
   */
  @Inject
  void injected(Injector injector) {
    add(this, injector);
    migrations = MigrationList.in(injector, module.database(), List.of());
    if (module.hasListeners()) {
      listeners = Listeners.in(injector);
      listeners.declared(this);
    }
    if (registry != null && readyMade.isPresent()) {
      register(readyMade.get(), registry);
    }
  }

  @Override
  protected DataSource build() {
    DataSource existing = given();
    observer = listeners.observer(this);
    MigrationList list = migrations;
    DataSource lending = list == null || list.isEmpty() ? existing : migrated(existing, list);
    DataSource decorated = listeners.decorate(this, lending);
    DataSource complete = listeners.built(this, decorated);
    built = true;
    return complete;
  }

  /**
   * Requests the data source from the service. It is kept even if a listener throws afterwards:
   * asked again, a binding without a scope would make another pool, and the registry would have the
   * same one twice.
   */
  private DataSource given() {
    if (closed) {
      throw module.failure("The registry has closed it.");
    }
    DataSource before = given;
    if (before != null) {
      return before;
    }
    DataSource existing = service.get();
    if (existing == null) {
      throw module.failure("It gave null.");
    }
    if (Scopes.isCircularProxy(existing)) {
      throw circular();
    }
    if (registry != null && readyMade.isEmpty()) {
      register(existing, registry);
    }
    given = existing;
    return existing;
  }

  /** Has the migrations that features contribute run on the service's data source. */
  private DataSource migrated(DataSource existing, MigrationList list) {
    MigrationStep step = new MigrationStep(this);
    Migrator created =
        new Migrator(
            this,
            all -> {
              for (Migration migration : all) {
                step.run(migration, existing);
              }
            },
            list);
    migrator = created;
    return new MigratedDataSource(existing, created);
  }

  private void register(DataSource existing, Provider<LifecycleRegistry> closing) {
    if (!(existing instanceof AutoCloseable closeable)) {
      throw module.failure(
          "The registry cannot close it: "
              + existing.getClass().getName()
              + " is not AutoCloseable. Offer one that is, or leave closedByRegistry() out and close"
              + " it where it was made.");
    }
    bound(closing)
        .register(
            module.token(),
            drain -> {
              closed = true;
              stopMigrations(drain);
              probe.refuse();
              closeable.close();
              listeners.closed(this);
            });
  }

  private void stopMigrations(Duration drain) throws InterruptedException {
    Migrator running = migrator;
    if (running != null) {
      running.close();
      running.awaitQuiet(drain.toNanos());
      running.stop();
    }
  }

  @Override
  public String name() {
    return module.token();
  }

  @Override
  public long connectionTimeoutMillis() {
    return WAIT_MILLIS;
  }

  @Override
  public SqlBuildException failure(String problem, @Nullable Throwable cause) {
    return module.failure(BuildStage.MIGRATE, problem, cause);
  }

  @Override
  public void migrated(MigrationResult result) {
    migrationResults.add(result);
    observer.migrated(result.name(), result.failed(), result.took().toNanos());
  }

  @Override
  protected SqlBuildException circular() {
    return module.failure(
        "It asks for the data source that it should give, perhaps through an alias. Bind it to what"
            + " the service makes.");
  }

  @Override
  protected SqlBuildException unclosable(String problem) {
    return module.failure(problem);
  }

  @Override
  public SqlTokens tokens() {
    return module.database();
  }

  @Override
  public Dialect dialect() {
    return module.dialect();
  }

  @Override
  public String driver() {
    return "existing";
  }

  @Override
  public String source() {
    return "the service, by " + module.origin();
  }

  /**
   * Returns the state. It is never {@code STARTED}, since this class does not know what the
   * service's own data source has opened.
   */
  @Override
  public State state() {
    if (closed) {
      return State.CLOSED;
    }
    return built ? State.BUILT : State.DECLARED;
  }

  @Override
  public Supplier<Health> health(Duration limit) {
    Probe.checkLimit(limit);
    long since = System.nanoTime();
    Supplier<Answer> answer =
        switch (state()) {
          case DECLARED -> Answer.given(Finding.NOT_STARTED);
          case CLOSED -> Answer.given(Finding.CLOSED);
          case BUILT, STARTED -> probe.ask(limit);
        };
    return () -> answer.get().of(this, since);
  }

  @Override
  public String poolName() {
    return module.token();
  }

  @Override
  public List<Migration> migrations() {
    return migrations == null ? List.of() : List.copyOf(migrations.get());
  }

  @Override
  public List<MigrationResult> migrationResults() {
    return migrationResults.list();
  }

  @Override
  public DatabaseObserver observer() {
    return observer;
  }

  @Override
  public Optional<String> transaction() {
    return listeners.transaction(this);
  }

  @Override
  public List<String> extensions() {
    return listeners.names();
  }

  @Override
  public List<EffectiveValue> values() {
    return List.of();
  }

  /** Returns the token and the state. */
  @Override
  public String toString() {
    return tokens() + ": " + state();
  }
}
