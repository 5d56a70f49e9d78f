package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Stage;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Is a database migrated once, before anybody gets a connection, and what if that fails? */
final class MigrationTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Set<Thread> before = Threads.alive();
  private final FakeDataSource driver = new FakeDataSource();
  private LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
    assertThat(driver.allConnectionsClosed()).isTrue();
    Threads.awaitNoneSince(before);
  }

  private static SqlOptions options(String... keysAndValues) {
    return SqlOptions.defaults().withConfig(FakeModule.config(keysAndValues));
  }

  private Migration noting(String name) {
    return Migration.named(name, database -> events.add(name));
  }

  private Injector inject(SqlOptions options, Module... more) {
    return Guice.createInjector(
        LifecycleModule.using(registry), new FakeModule(options, driver), Modules.combine(more));
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  private static SqlBuildException typed(Throwable failure) {
    return SqlErrors.find(failure, SqlBuildException.class).orElseThrow();
  }

  /** A feature that owns a table and knows no driver. */
  private static final class FeatureModule extends AbstractModule {

    private final SqlTokens database;
    private final Migration migration;

    FeatureModule(SqlTokens database, Migration migration) {
      this.database = database;
      this.migration = migration;
    }

    @Override
    protected void configure() {
      Multibinder.newSetBinder(binder(), Migration.class, Names.named(database.db()))
          .addBinding()
          .toInstance(migration);
    }
  }

  private Module feature(String name) {
    return new FeatureModule(SqlTokens.defaults(), noting(name));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void runsBeforeTheFirstConnectionAndOnceOnly(Stage stage) throws Exception {
    Injector injector =
        Guice.createInjector(
            stage,
            LifecycleModule.using(registry),
            new FakeModule(options().withMigration(noting("own")), driver),
            feature("users"),
            feature("audit"));
    DataSource db = db(injector);
    assertThat(events).isEmpty();
    assertThat(driver.attempts).hasValue(0);

    for (int i = 0; i < 2; i++) {
      db.getConnection().close();
      assertThat(events).containsExactly("own", "users", "audit");
    }
  }

  @Test
  void getsConnectionsBelowThePoolWhichAreClosedAfterwards() throws Exception {
    AtomicInteger openBefore = new AtomicInteger();
    List<Connection> left = new CopyOnWriteArrayList<>();
    DataSource db =
        db(
            inject(
                options("FAKE_MAX_IDLE_CONNS", "0")
                    .withMigration(
                        database -> {
                          left.add(database.getConnection());
                          left.add(database.unwrap(DriverHandle.class).unpooled().getConnection());
                          openBefore.set(driver.opened.size());
                        })));

    try (Connection lent = db.getConnection()) {
      assertThat(openBefore).hasValue(2);
      assertThat(left.get(0).isClosed()).isTrue();
      assertThat(lent.isWrapperFor(left.get(0).getClass())).isTrue();
      assertThat(lent.unwrap(left.get(0).getClass())).isNotIn(left);
    }
  }

  @Test
  void runsAtBuildIfTheDatabaseIsPinged() {
    inject(options("FAKE_CONNECT_TIMEOUT", "10s").withMigration(noting("own")), eager());

    assertThat(events).containsExactly("own");
  }

  private static Module eager() {
    return new AbstractModule() {
      @Override
      protected void configure() {
        bind(Feature.class).asEagerSingleton();
      }
    };
  }

  @Test
  void failureAtBuildIsTypedAndUndoesTheBuild() {
    SqlOptions options =
        options("FAKE_CONNECT_TIMEOUT", "10s")
            .withMigration(Migration.named("users", database -> fail(database)));

    Throwable failure = catchThrowable(() -> inject(options, eager()));

    assertThat(typed(failure).stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(driver.closed).hasValue(1);
    assertThat(driver.allConnectionsClosed()).isTrue();
  }

  private static void fail(DataSource database) throws SQLException {
    database.getConnection();
    throw new SQLException("no such table", "42P01");
  }

  @Test
  void failureIsTypedNamesDatabaseAndMigrationAndTheNextBorrowerStartsAfresh() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(noting("first"))
                    .withMigration(
                        Migration.named(
                            "users",
                            database -> {
                              if (broken.get()) {
                                fail(database);
                              }
                            }))
                    .withMigration(noting("last"))));

    SQLException failure = catchThrowableOfType(SQLException.class, db::getConnection);

    assertThat(failure.getSQLState()).isEqualTo("08001");
    assertThat(typed(failure).stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(typed(failure).token()).isEqualTo("database.db");
    assertThat((Throwable) failure)
        .hasMessage(
            "database.db (fake), MIGRATE: The migration users failed: SQLSTATE 42P01: no such"
                + " table");
    assertThat(typed(failure)).hasCauseInstanceOf(SQLException.class);
    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(events).containsExactly("first");

    broken.set(false);
    db.getConnection().close();
    assertThat(events).containsExactly("first", "first", "last");
  }

  @Test
  void aLambdaIsNamedAfterTheClassAroundIt() {
    DataSource db = db(inject(options().withMigration(MigrationTest::fail)));

    assertThat(catchThrowable(db::getConnection))
        .hasMessageContaining("The migration " + MigrationTest.class.getName() + " failed");
  }

  @Test
  void whatGuiceCannotCreateIsTypedToo() {
    Module broken =
        new AbstractModule() {
          @Override
          protected void configure() {
            Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
                .addBinding()
                .toProvider(
                    () -> {
                      throw new IllegalStateException("no changelog");
                    });
          }
        };
    DataSource db = db(inject(options(), broken));

    Throwable failure = catchThrowable(db::getConnection);

    assertThat(failure).isInstanceOf(SQLException.class);
    assertThat(typed(failure).stage()).isEqualTo(BuildStage.MIGRATE);
  }

  @Test
  void allBorrowersWaitForTheSameRun() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> {
                          running.countDown();
                          goOn.await();
                          events.add("migrated");
                        })));
    Threads.Task borrow =
        () -> {
          db.getConnection().close();
          return events.toString();
        };
    Threads.Running first = Threads.call(borrow);
    running.await();
    List<Threads.Running> others =
        IntStream.range(0, 4).mapToObj(i -> Threads.call(borrow)).toList();
    others.forEach(other -> Threads.awaitParked(other.thread));

    goOn.countDown();

    assertThat(first.result()).isEqualTo("[migrated]");
    assertThat(others).extracting(Threads.Running::result).containsOnly("[migrated]");
  }

  @Test
  void thoseWhoWaitedGetTheFailureAndDoNotTryAgain() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> {
                          runs.incrementAndGet();
                          running.countDown();
                          goOn.await();
                          fail(database);
                        })));
    Threads.Running first = Threads.call(db::getConnection);
    running.await();
    Threads.Running second = Threads.call(db::getConnection);
    Threads.awaitParked(second.thread);

    goOn.countDown();

    assertThat(typed(first.failure())).isSameAs(typed(second.failure()));
    assertThat(first.failure()).isNotSameAs(second.failure());
    assertThat(runs).hasValue(1);
  }

  @Test
  void theOthersWaitNoLongerThanForAConnection() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DataSource db =
        db(
            inject(
                options()
                    .withPool(pool -> pool.setConnectionTimeout(250))
                    .withMigration(
                        database -> {
                          running.countDown();
                          goOn.await();
                        })));
    Threads.Running first = Threads.call(db::getConnection);
    running.await();

    Throwable failure = catchThrowable(db::getConnection);

    assertThat(failure)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("database.db: the migrations have been running for 250 ms");
    assertThat(first.isRunning()).isTrue();
    goOn.countDown();
    ((Connection) first.result()).close();
  }

  @Test
  void oneWhoIsInterruptedLeavesAndTheMigrationGoesOnForTheOthers() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> {
                          running.countDown();
                          goOn.await();
                          events.add("migrated");
                        })));
    Threads.Running first = Threads.call(db::getConnection);
    running.await();
    Threads.Running second = Threads.call(db::getConnection);
    Threads.awaitParked(second.thread);

    first.thread.interrupt();

    assertThat(first.failure())
        .isInstanceOf(SQLException.class)
        .hasMessage("database.db: interrupted while waiting for the migrations");
    assertThat(first.interruptedAtEnd()).isTrue();
    goOn.countDown();
    ((Connection) second.result()).close();
    assertThat(events).containsExactly("migrated");
  }

  @Test
  void aMigrationThatAsksThePoolIsToldSo() {
    AtomicReference<@Nullable DataSource> pool = new AtomicReference<>();
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> Objects.requireNonNull(pool.get()).getConnection())));
    pool.set(db);

    assertThat(catchThrowable(db::getConnection))
        .hasMessageContaining("a migration asks the pool for a connection");
  }

  @Test
  void closingWaitsForItWithinTheDrain() throws Exception {
    registry = new LifecycleRegistry(LONG);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> {
                          try (Connection connection = database.getConnection()) {
                            running.countDown();
                            goOn.await();
                            events.add(connection.isValid(1) ? "valid" : "not valid");
                          }
                        })));
    Threads.Running first = Threads.call(db::getConnection);
    running.await();

    Threads.Running closing = Threads.run(registry::close);
    PoolCloseTest.assertClosed(first.failure());
    assertThat(first.interruptedAtEnd()).isFalse();
    Threads.awaitParked(closing.thread);
    goOn.countDown();

    closing.result();
    assertThat(events).containsExactly("valid");
  }

  @Test
  void afterTheDrainItIsInterruptedAndItsConnectionsAreAborted() throws Exception {
    registry = new LifecycleRegistry(Duration.ofMillis(20));
    CountDownLatch running = new CountDownLatch(1);
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> {
                          Connection connection = database.getConnection();
                          running.countDown();
                          try {
                            new CountDownLatch(1).await();
                          } finally {
                            await().until(connection::isClosed);
                            events.add("stopped");
                          }
                        })));
    Threads.Running first = Threads.call(db::getConnection);
    running.await();

    registry.close();

    PoolCloseTest.assertClosed(first.failure());
    assertThat(events).containsExactly("stopped");
  }

  @Test
  void closingDoesNotWaitForOneThatHeedsNothing() throws Exception {
    registry = new LifecycleRegistry(Duration.ZERO);
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean goOn = new AtomicBoolean();
    DataSource db =
        db(
            inject(
                options()
                    .withMigration(
                        database -> {
                          database.getConnection();
                          running.countDown();
                          while (!goOn.get()) {
                            Thread.onSpinWait();
                          }
                          events.add(
                              catchThrowable(database::getConnection).getClass().getSimpleName());
                        })));
    Threads.Running first = Threads.call(db::getConnection);
    running.await();

    registry.close();

    assertThat(driver.allConnectionsClosed()).isTrue();
    PoolCloseTest.assertClosed(first.failure());
    goOn.set(true);
    await().untilAsserted(() -> assertThat(events).isNotEmpty());
    assertThat(events).containsExactly("PoolClosedException");
  }

  @Test
  void decoratorsAreAboveItAndTheContractsDataSourceIsWhatIsMigrated() throws Exception {
    DataSource db =
        db(
            inject(
                options()
                    .withDataSource(CountingDataSource::new)
                    .withMigration(
                        database ->
                            events.add(
                                database.isWrapperFor(CountingDataSource.class)
                                    ? "above"
                                    : "below"))));

    db.getConnection().close();

    assertThat(events).containsExactly("below");
    assertThat(db.unwrap(CountingDataSource.class).borrowed).hasValue(1);
  }

  @Test
  void aDataSourceThatReplacesTheDatabaseIsNotMigrated() throws Exception {
    DataSource replacement = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            Modules.override(new FakeModule(options().withMigration(noting("own")), driver))
                .with(
                    new AbstractModule() {
                      @Override
                      protected void configure() {
                        bind(SqlTokens.defaults().dbKey()).toInstance(replacement);
                      }
                    }),
            feature("users"));

    db(injector).getConnection().close();

    assertThat(events).isEmpty();
    assertThat(driver.attempts).hasValue(0);
  }

  @Test
  void anOverridingDriverModuleIsMigratedInItsPlace() throws Exception {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            Modules.override(
                    new FakeModule(options().withMigration(noting("real")), driver),
                    feature("users"))
                .with(new FakeModule(options().withMigration(noting("test")), driver)));

    db(injector).getConnection().close();

    assertThat(events).containsExactly("test", "users");
  }

  @Test
  void twoDatabasesHaveTheirOwn() throws Exception {
    SqlTokens analytics = SqlTokens.named("analytics");
    Injector injector =
        inject(
            options().withMigration(noting("own")),
            new FakeModule(
                options().withName("analytics").withMigration(noting("analytics")), driver),
            feature("users"),
            new FeatureModule(analytics, noting("reports")));

    injector.getInstance(analytics.dbKey()).getConnection().close();
    assertThat(events).containsExactly("analytics", "reports");
    db(injector).getConnection().close();
    assertThat(events).containsExactly("analytics", "reports", "own", "users");
  }

  @Test
  void theDriverMayBeInAPrivateModuleAndTheFeatureBesideIt() throws Exception {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new PrivateModule() {
              @Override
              protected void configure() {
                install(new FakeModule(options(), driver));
                expose(SqlTokens.defaults().dbKey());
              }
            },
            feature("users"));

    db(injector).getConnection().close();

    assertThat(events).containsExactly("users");
  }

  @Test
  void aContributedMigrationIsInjected() throws Exception {
    Module module =
        new AbstractModule() {
          @Override
          protected void configure() {
            Multibinder.newSetBinder(binder(), Migration.class, Names.named(SqlTokens.DB))
                .addBinding()
                .to(Injected.class);
            bind(new com.google.inject.TypeLiteral<List<String>>() {}).toInstance(events);
          }
        };

    db(inject(options(), module)).getConnection().close();

    assertThat(events).containsExactly("in mysql");
  }

  private static final class Injected implements Migration {

    private final Dialect dialect;
    private final List<String> events;

    @Inject
    Injected(@Named(SqlTokens.DIALECT) Dialect dialect, List<String> events) {
      this.dialect = dialect;
      this.events = events;
    }

    @Override
    public void migrate(DataSource database) {
      events.add("in " + dialect);
    }
  }

  @Test
  void aFeatureThatIsInstalledTwiceIsMigratedOnce() throws Exception {
    Migration same = noting("users");
    Module twice = new FeatureModule(SqlTokens.defaults(), same);
    Module again = new FeatureModule(SqlTokens.defaults(), same);

    db(inject(options(), twice, again)).getConnection().close();

    assertThat(events).containsExactly("users");
  }

  @Test
  void runsWithoutAnInjectorAndClosesEverything() {
    new FakeModule(options().withMigration(noting("own")), driver)
        .migrate(
            noting("users"),
            Migration.named("opens", database -> database.getConnection().isValid(1)));

    assertThat(events).containsExactly("own", "users");
    assertThat(driver.opened).hasSize(1);
    assertThat(driver.closed).hasValue(1);
  }

  @Test
  void failsWithoutAnInjectorAsItDoesWithOne() {
    FakeModule module = new FakeModule(options().withMigration(MigrationTest::fail), driver);

    SqlBuildException failure = catchThrowableOfType(SqlBuildException.class, module::migrate);

    assertThat(failure.stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(driver.closed).hasValue(1);
  }
}
