package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.internal.connection.ForwardingConnection;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be added to a database without writing a driver module, and does closing keep up? */
final class ExtensionsTest {

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
  private final FakeDataSource driver = new FakeDataSource();
  private final List<String> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    registry.close();
  }

  private SqlOptions options() {
    return SqlOptions.defaults()
        .withConfig(FakeModule.config("FAKE_MAX_OPEN_CONNS", "2", "FAKE_MAX_IDLE_CONNS", "0"));
  }

  private Injector inject(SqlOptions options, Module... more) {
    return Guice.createInjector(
        LifecycleModule.using(registry), new FakeModule(options, driver), Modules.combine(more));
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  private static SqlBuildException failure(Injector injector) {
    Throwable thrown = catchThrowable(() -> db(injector));
    return SqlErrors.find(thrown, SqlBuildException.class).orElseThrow();
  }

  @Test
  void allHooksRunInOrder() {
    db(
        inject(
            options()
                .withPool(pool -> events.add("first of " + pool.getPoolName()))
                .withPool(pool -> pool.setPoolName("shop"))
                .withPool(pool -> events.add("third of " + pool.getPoolName()))));

    assertThat(events).containsExactly("first of database.db", "third of shop");
  }

  @Test
  void aPoolThatAHookRenamesHasOneNameEverywhere() throws Exception {
    Injector injector = inject(options().withPool(pool -> pool.setPoolName("shop")));
    DataSource db = db(injector);

    assertThat(db).hasToString("shop");
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [shop])");
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Database::poolName)
        .containsExactly("shop");
    db.getConnection().close();
    assertThat(db.unwrap(DriverHandle.class).poolName()).isEqualTo("shop");
    registry.close();
    assertThat(catchThrowable(db::getConnection)).hasMessage("The pool shop is closed.");
  }

  @Test
  void whatAHookSetsThatHasNoEffectIsRefused() {
    SqlBuildException error =
        failure(
            inject(
                options()
                    .withPool(
                        pool -> {
                          pool.setJdbcUrl("jdbc:h2:mem:other;PASSWORD=s3cret");
                          pool.addDataSourceProperty("user", "me");
                        })));

    assertThat(error.stage()).isEqualTo(BuildStage.OPEN);
    assertThat(error)
        .hasMessageContaining("jdbcUrl, data source properties")
        .hasMessageContaining("has no effect")
        .hasMessageContaining("FAKE_MAX_IDLE_CONNS");
    assertThat(error.toString()).doesNotContain("s3cret");
    assertThat(driver.closed).hasValue(1);
  }

  @Test
  void decoratorsWrapInOrderAndUnwrapStaysWhole() throws Exception {
    DataSource db =
        db(
            inject(
                options()
                    .withDataSource(inner -> new Wrapper("inner", inner))
                    .withDataSource(inner -> new Wrapper("outer", inner))));

    assertThat(db).hasToString("outer(inner(database.db))");
    assertThat(db.unwrap(com.zaxxer.hikari.HikariDataSource.class).getPoolName())
        .isEqualTo("database.db");
    assertThat(Feature.two(db)).isEqualTo(2);
  }

  @Test
  void aDecoratorThatThrowsIsATypedErrorAndNothingIsLeft() {
    SqlBuildException error =
        failure(
            inject(
                options()
                    .withDataSource(
                        inner -> {
                          throw new IllegalStateException("no tracer yet");
                        })));

    assertThat(error.stage()).isEqualTo(BuildStage.OPEN);
    assertThat(error).hasMessageContaining("decorator").hasCauseInstanceOf(RuntimeException.class);
    assertThat(driver.closed).hasValue(1);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
  }

  @Test
  void closingGoesPastADecorator() throws Exception {
    DataSource db = db(inject(options().withDataSource(inner -> new Wrapper("outer", inner))));
    Connection out = db.getConnection();

    registry.close();

    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(driver.closed).hasValue(1);
    assertThat(catchThrowable(db::getConnection)).isInstanceOf(SQLException.class);
    out.close();
  }

  /** As OpenTelemetry's, datasource-proxy's and p6spy's are put below a pool. */
  @Test
  void aWrapperBelowThePoolLeavesEveryPromiseOfClosing() throws Exception {
    List<Connection> aborted = new CopyOnWriteArrayList<>();
    List<Connection> returned = new CopyOnWriteArrayList<>();
    DriverHandle handle =
        new DriverHandle() {
          @Override
          protected Connection open(@Nullable Credentials credentials) throws SQLException {
            return driver.getConnection();
          }

          @Override
          protected boolean returned(Connection connection) {
            returned.add(connection);
            return true;
          }

          @Override
          protected void abort(Connection connection) throws SQLException {
            aborted.add(connection);
            super.abort(connection);
          }
        };
    try (CapturedLog log = new CapturedLog(ManagedDataSource.class.getName(), Level.WARN)) {
      DataSource db =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new HandleModule(
                      options()
                          .withPool(
                              pool -> pool.setDataSource(new Wrapper("p", pool.getDataSource()))),
                      handle))
              .getInstance(SqlTokens.defaults().dbKey());
      db.getConnection().close();
      Connection out = db.getConnection();

      registry.close();

      assertThat(returned).containsExactly(driver.opened.get(1));
      assertThat(aborted).containsExactly(driver.opened.get(driver.opened.size() - 1));
      assertThat(driver.allConnectionsClosed()).isTrue();
      assertThat(log.messages()).isEmpty();
      out.close();
    }
  }

  @Test
  void aReplacedDataSourceIsWarnedOf() throws Exception {
    FakeDataSource other = new FakeDataSource();
    try (CapturedLog log = new CapturedLog(ManagedDataSource.class.getName(), Level.WARN)) {
      DataSource db = db(inject(options().withPool(pool -> pool.setDataSource(other))));

      db.getConnection().close();

      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("database.db", "replaced the data source");
    }
    registry.close();
    assertThat(other.allConnectionsClosed()).isTrue();
  }

  /** Notes whatever it is told. */
  private final class Noting implements DatabaseListener {

    private final String name;

    Noting(String name) {
      this.name = name;
    }

    private void note(String event, Database database) {
      events.add(name + " " + event + " " + database.poolName() + " " + database.state());
    }

    @Override
    public void declared(Database database) {
      note("declared", database);
    }

    @Override
    public void configurePool(Database database, HikariConfig pool) {
      note("configurePool", database);
    }

    @Override
    public DataSource decorate(Database database, DataSource dataSource) {
      return new Wrapper(name, dataSource);
    }

    @Override
    public void built(Database database, DataSource dataSource) {
      note("built", database);
    }

    @Override
    public void started(Database database) {
      note("started", database);
    }

    @Override
    public void closed(Database database) {
      note("closed", database);
    }
  }

  private Module contributes(DatabaseListener listener) {
    return binder ->
        Multibinder.newSetBinder(binder, DatabaseListener.class).addBinding().toInstance(listener);
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void listenersOfAnyModuleFollowADatabase(Stage stage) throws Exception {
    Injector injector =
        Guice.createInjector(
            stage,
            LifecycleModule.using(registry),
            new FakeModule(options().withPool(pool -> pool.setPoolName("shop")), driver),
            contributes(new Noting("a")),
            contributes(new Noting("b")));
    assertThat(events)
        .containsExactly("a declared database.db DECLARED", "b declared database.db DECLARED");
    events.clear();

    DataSource db = db(injector);
    assertThat(events)
        .containsExactly(
            "a configurePool database.db DECLARED",
            "b configurePool database.db DECLARED",
            "a built shop BUILT",
            "b built shop BUILT");
    assertThat(db).hasToString("b(a(shop))");
    events.clear();

    db.getConnection().close();
    db.getConnection().close();
    assertThat(events).containsExactly("a started shop STARTED", "b started shop STARTED");
    events.clear();

    registry.close();
    registry.close();
    assertThat(events).containsExactly("a closed shop CLOSED", "b closed shop CLOSED");
  }

  @Test
  void whatAListenerHandsOutIsAboveWhatAllHaveDecorated() {
    Injector injector =
        inject(
            options().withDataSource(below -> new Wrapper("option", below)),
            contributes(
                new DatabaseListener() {
                  @Override
                  public DataSource decorate(Database database, DataSource dataSource) {
                    return new Wrapper("a", dataSource);
                  }

                  @Override
                  public DataSource handOut(Database database, DataSource dataSource) {
                    return new Wrapper("out", dataSource);
                  }
                }),
            contributes(new Noting("b")));

    assertThat(db(injector)).hasToString("option(out(b(a(database.db))))");
  }

  @Test
  void aListenerThatFailsToHandOutIsATypedError() {
    Injector injector =
        inject(
            options(),
            contributes(
                new DatabaseListener() {
                  @Override
                  public DataSource handOut(Database database, DataSource dataSource) {
                    throw new IllegalStateException("no transactions");
                  }
                }));

    assertThat(failure(injector).stage()).isEqualTo(BuildStage.OPEN);
    assertThat(driver.closed).hasValue(1);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
  }

  @Test
  void aHookHasTheLastWordAfterTheListeners() {
    Injector injector =
        inject(
            options().withPool(pool -> pool.setLeakDetectionThreshold(5_000)),
            contributes(
                new DatabaseListener() {
                  @Override
                  public void configurePool(Database database, HikariConfig pool) {
                    pool.setLeakDetectionThreshold(2_000);
                    pool.setConnectionTimeout(7_000);
                  }
                }));

    HikariConfig pool = (HikariConfig) db(injector);
    assertThat(pool.getLeakDetectionThreshold()).isEqualTo(5_000);
    assertThat(pool.getConnectionTimeout()).isEqualTo(7_000);
  }

  @Test
  void thePoolHasTheTrackersOfAllWhichAHookMayWrap() throws Exception {
    DatabaseListener setting =
        new DatabaseListener() {
          @Override
          public void configurePool(Database database, HikariConfig pool) {
            pool.setMetricsTrackerFactory(tracker("own"));
          }
        };
    Injector injector =
        inject(
            options().withPool(this::wrapTracker),
            contributes(tracking("a")),
            contributes(setting),
            contributes(tracking("b")));

    db(injector).getConnection().close();
    registry.close();

    assertThat(events)
        .containsSubsequence(
            "hook of database.db", "own of database.db", "a of database.db", "b of database.db")
        .containsSubsequence("own lent one", "a lent one", "b lent one")
        .containsSubsequence("own returned one", "a returned one", "b returned one")
        .endsWith("own closed", "a closed", "b closed");
  }

  private void wrapTracker(HikariConfig pool) {
    MetricsTrackerFactory ofListeners = pool.getMetricsTrackerFactory();
    pool.setMetricsTrackerFactory(
        (name, figures) -> {
          events.add("hook of " + name);
          return ofListeners.create(name, figures);
        });
  }

  @Test
  void aHookMayRemoveTheTrackers() throws Exception {
    Injector injector =
        inject(
            options().withPool(pool -> pool.setMetricsTrackerFactory(null)),
            contributes(tracking("a")));

    db(injector).getConnection().close();

    assertThat(events).isEmpty();
  }

  @Test
  void aTrackerThatThrowsHarmsNeitherTheBorrowerNorTheOthers() throws Exception {
    MetricsTrackerFactory unlinked =
        (pool, figures) -> {
          throw new NoClassDefFoundError("io/metrics/Absent");
        };
    MetricsTrackerFactory throwing =
        (pool, figures) ->
            new IMetricsTracker() {
              @Override
              public void recordConnectionAcquiredNanos(long nanos) {
                throw new IllegalStateException("no memory for this");
              }

              @Override
              public void recordConnectionUsageMillis(long millis) {
                throw new IllegalStateException("nor for this");
              }

              @Override
              public void close() {
                throw new IllegalStateException("closed already");
              }
            };
    try (CapturedLog log = new CapturedLog(DatabaseListener.class.getName(), Level.WARN)) {
      Injector injector =
          inject(
              options().withPool(pool -> pool.setMaximumPoolSize(1)),
              contributes(tracking(unlinked)),
              contributes(tracking(throwing)),
              contributes(tracking("b")));
      for (int i = 0; i < 2; i++) {
        db(injector).getConnection().close();
      }
      registry.close();

      assertThat(log.messages()).hasSize(6);
    }
    assertThat(events)
        .containsExactly(
            "b of database.db",
            "b lent one",
            "b returned one",
            "b lent one",
            "b returned one",
            "b closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void besideAMetricRegistryThereIsNoTracker(boolean setByHook) throws Exception {
    DatabaseListener setting =
        new DatabaseListener() {
          @Override
          public void configurePool(Database database, HikariConfig pool) {
            pool.setMetricRegistry(new MetricRegistry());
          }
        };
    try (CapturedLog log = new CapturedLog(DatabaseListener.class.getName(), Level.WARN)) {
      Injector injector =
          setByHook
              ? inject(
                  options().withPool(pool -> pool.setMetricRegistry(new MetricRegistry())),
                  contributes(tracking("a")))
              : inject(options(), contributes(tracking("a")), contributes(setting));

      db(injector).getConnection().close();

      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("database.db: the pool has a metric registry");
    }
    assertThat(events).isEmpty();
  }

  private DatabaseListener tracking(String name) {
    return tracking(tracker(name));
  }

  private static DatabaseListener tracking(MetricsTrackerFactory factory) {
    return new DatabaseListener() {
      @Override
      public Optional<MetricsTrackerFactory> metricsTracker(Database database) {
        return Optional.of(factory);
      }
    };
  }

  private MetricsTrackerFactory tracker(String name) {
    return (pool, figures) -> {
      events.add(name + " of " + pool);
      return new IMetricsTracker() {
        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
          events.add(name + " lent one");
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
          events.add(name + " returned one");
        }

        @Override
        public void close() {
          events.add(name + " closed");
        }
      };
    };
  }

  @Test
  void aListenerThatFailsToFollowKeepsNobodyFromFollowing() throws Exception {
    Injector injector =
        inject(
            options(),
            contributes(
                new DatabaseListener() {
                  @Override
                  public void started(Database database) {
                    throw new IllegalStateException("no health check yet");
                  }
                }),
            contributes(new Noting("b")));

    assertThat(Feature.two(db(injector))).isEqualTo(2);

    assertThat(events).contains("b started database.db STARTED");
  }

  @Test
  void aListenerThatFailsToBuildIsATypedError() {
    Injector injector =
        inject(
            options(),
            contributes(
                new DatabaseListener() {
                  @Override
                  public void built(Database database, DataSource dataSource) {
                    throw new IllegalStateException("no registry of meters");
                  }
                }));

    assertThat(failure(injector).stage()).isEqualTo(BuildStage.OPEN);
    assertThat(driver.closed).hasValue(1);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Database::state)
        .containsExactly(Database.State.DECLARED);
  }

  @Test
  void whatIsInstalledCanBeListedWithoutBuildingIt() throws Exception {
    Injector injector =
        inject(
            options(),
            new H2Module(
                SqlOptions.named("audit")
                    .withConfig(
                        H2Module.freshConfig(
                            "H2_AUDIT_DATABASE", "audit", "H2_AUDIT_PASSWORD", "s3cret-s3cret"))));
    Databases databases = injector.getInstance(Databases.class);
    assertThat(databases.all())
        .extracting(database -> database.tokens().db(), Database::driver, Database::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("database.db", "fake", Database.State.DECLARED),
            org.assertj.core.groups.Tuple.tuple(
                "database.audit.db", "h2", Database.State.DECLARED));
    assertThat(driver.attempts).hasValue(0);

    injector.getInstance(SqlTokens.named("audit").dbKey());
    Database audit = databases.find(SqlTokens.named("audit")).orElseThrow();
    assertThat(audit.state()).isEqualTo(Database.State.BUILT);
    assertThat(audit.values())
        .extracting(Object::toString)
        .contains(
            "H2_AUDIT_PASSWORD = *** (H2_AUDIT_PASSWORD in a map)",
            "H2_AUDIT_LETTERS = upper (default)");
    assertThat(databases.toString())
        .contains("database.db: fake, dialect mysql, DECLARED", "database.audit.db: h2")
        .doesNotContain("s3cret");

    registry.close();
    assertThat(audit.state()).isEqualTo(Database.State.CLOSED);
  }

  @Test
  void aDatabaseThatWasOverriddenIsNotListed() {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            Modules.override(new FakeModule(options(), driver), new LifecycleModule())
                .with(binder -> binder.bind(SqlTokens.defaults().dbKey()).toInstance(driver)));

    assertThat(injector.getInstance(Databases.class).all()).isEmpty();
  }

  @Test
  void aDatabaseOfAChildInjectorIsListed() {
    Injector parent = Guice.createInjector(LifecycleModule.using(registry));
    parent.createChildInjector(new FakeModule(options(), driver));

    assertThat(parent.getInstance(Databases.class).all()).hasSize(1);
  }

  /** It asks the pool itself, past its data source, and would wait for the connection timeout. */
  @Test
  void hikarisOwnHealthCheckIsRefusedAtOnceAfterClosing() throws Exception {
    HealthCheckRegistry checks = new HealthCheckRegistry();
    DataSource db = db(inject(options().withPool(pool -> pool.setHealthCheckRegistry(checks))));
    db.getConnection().close();
    assertThat(checks.runHealthChecks().values()).allMatch(HealthCheck.Result::isHealthy);

    registry.close();

    Threads.Running checking = Threads.call(checks::runHealthChecks);
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !checking.isRunning());
    assertThat(checks.runHealthChecks().values())
        .isNotEmpty()
        .allSatisfy(
            result -> {
              assertThat(result.isHealthy()).isFalse();
              assertThat(result.getMessage()).contains("is closed");
            });
  }

  @Test
  void aLibraryThatIsTooOldIsSaidToBeThatAndNotARefusal() {
    driver.onConnect(
        () -> {
          throw new NoSuchMethodError("com.zaxxer.hikari.HikariConfig.getCredentialsProvider()");
        });

    SqlBuildException error =
        failure(
            inject(
                SqlOptions.defaults().withConfig(FakeModule.config("FAKE_CONNECT_TIMEOUT", "5s"))));

    assertThat(error.stage()).isEqualTo(BuildStage.OPEN);
    assertThat(error)
        .hasMessageContaining("missing or too old")
        .hasMessageContaining("getCredentialsProvider")
        .hasMessageNotContaining("refused")
        .hasCauseInstanceOf(NoSuchMethodError.class);
  }

  @Test
  void soIsOneThatAHookNeeds() {
    Consumer<HikariConfig> hook =
        pool -> {
          throw new NoClassDefFoundError("io/micrometer/core/instrument/MeterRegistry");
        };

    assertThat(failure(inject(options().withPool(hook))))
        .hasMessageContaining("io/micrometer/core/instrument/MeterRegistry")
        .hasMessageNotContaining("refused");
    assertThat(driver.closed).hasValue(1);
  }

  /** A data source round another one, with connections of its own. */
  private static final class Wrapper implements DataSource {

    private final String name;
    private final DataSource inner;

    Wrapper(String name, DataSource inner) {
      this.name = name;
      this.inner = inner;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return new WrappedConnection(inner.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return new WrappedConnection(inner.getConnection(user, password));
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
      return inner.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
      inner.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      inner.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
      return inner.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      return type.isInstance(this) ? type.cast(this) : unwrapped(type);
    }

    private <T> T unwrapped(Class<T> type) throws SQLException {
      return type.isInstance(inner) ? type.cast(inner) : inner.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
      return type.isInstance(this) || type.isInstance(inner) || inner.isWrapperFor(type);
    }

    @Override
    public String toString() {
      return name + "(" + inner + ")";
    }
  }

  private static final class WrappedConnection extends ForwardingConnection {

    private final Connection delegate;

    WrappedConnection(Connection delegate) {
      this.delegate = delegate;
    }

    @Override
    protected Connection delegate() {
      return delegate;
    }

    @Override
    public void close() throws SQLException {
      delegate.close();
    }

    @Override
    public void abort(java.util.concurrent.Executor executor) throws SQLException {
      delegate.abort(executor);
    }
  }

  @Test
  void aModuleClassContributesToo() throws Exception {
    Injector injector =
        inject(
            options(),
            new AbstractModule() {
              @Override
              protected void configure() {
                Multibinder.newSetBinder(binder(), DatabaseListener.class)
                    .addBinding()
                    .toInstance(new Noting("a"));
              }
            });
    db(injector).getConnection().close();

    assertThat(events).contains("a started database.db STARTED");
  }
}
