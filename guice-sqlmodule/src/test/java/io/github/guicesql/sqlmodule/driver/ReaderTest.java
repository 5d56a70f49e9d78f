package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.WritePosition;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What does {@code withReader()} add to a database, and what does it leave alone? */
final class ReaderTest {

  private static final SqlTokens DATABASE = SqlTokens.defaults();

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Set<Thread> before = Threads.alive();
  private final FakeDataSource driver = new FakeDataSource();
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  @AfterEach
  void close() {
    registry.close();
    assertThat(driver.allConnectionsClosed()).isTrue();
    Threads.awaitNoneSince(before);
  }

  private static SqlOptions options(String... keysAndValues) {
    return SqlOptions.defaults().withConfig(FakeModule.config(keysAndValues)).withReader();
  }

  private Injector inject(SqlOptions options, Module... more) {
    return Guice.createInjector(
        LifecycleModule.using(registry), new FakeModule(options, driver), Modules.combine(more));
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(DATABASE.dbKey());
  }

  private static DataSource reader(Injector injector) {
    return injector.getInstance(DATABASE.reader().dbKey());
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void itAddsTwoKeys(Stage stage) {
    Set<Key<?>> ours =
        new HashSet<>(
            Guice.createInjector(stage, new H2Module(SqlOptions.named("analytics").withReader()))
                .getBindings()
                .keySet());
    ours.removeAll(Guice.createInjector(stage).getBindings().keySet());

    SqlTokens analytics = SqlTokens.named("analytics");
    assertThat(ours)
        .containsExactlyInAnyOrder(
            analytics.dbKey(),
            analytics.dialectKey(),
            analytics.reader().dbKey(),
            analytics.readYourWritesKey());
    assertThat(analytics.reader().db()).isEqualTo("database.analytics.reader");
    assertThat(analytics.reader().dialect()).isEqualTo("database.analytics.dialect");
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void itOpensNothingAndStartsNoThreadUntilSomebodyBorrows(Stage stage) {
    Injector injector =
        Guice.createInjector(
            stage, LifecycleModule.using(registry), new FakeModule(options(), driver));
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    reader(injector);

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.reader, database.db])");
    assertThat(driver.attempts).hasValue(0);
    assertThat(Threads.startedSince(before)).isEmpty();
  }

  @Test
  void theDatabaseAloneBuildsNoReader() throws Exception {
    Injector injector = inject(options());
    db(injector).getConnection().close();

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    assertThat(injector.getInstance(Databases.class).find(DATABASE.reader()))
        .get()
        .extracting(Database::state)
        .isEqualTo(Database.State.DECLARED);
  }

  @Test
  void theConfigurationIsReadOnceForBothPools() {
    AtomicInteger reads = new AtomicInteger();
    Injector injector =
        inject(
            SqlOptions.defaults()
                .withConfig(
                    key -> {
                      if (key.key().equals("FAKE_MAX_OPEN_CONNS")) {
                        reads.incrementAndGet();
                      }
                      return java.util.Optional.empty();
                    })
                .withReader());

    reader(injector);
    db(injector);

    assertThat(reads).hasValue(1);
  }

  @Test
  void aWrongConfigurationIsReadAgainAfterItWasCorrected() {
    AtomicInteger size = new AtomicInteger();
    Injector injector =
        inject(
            SqlOptions.defaults()
                .withConfig(key -> FakeModule.config("FAKE_MAX_OPEN_CONNS", "" + size).get(key))
                .withReader());
    assertThat(SqlErrors.find(catchThrowable(() -> reader(injector))))
        .containsInstanceOf(SqlConfigException.class);

    size.set(3);

    assertThat(reader(injector)).hasToString("database.reader");
  }

  @Test
  void aProblemWithAKeyOfTheReaderIsReportedWithTheOthers() {
    Injector injector =
        inject(options("FAKE_MAX_OPEN_CONNS", "-1", "FAKE_READER_MAX_OPEN_CONNS", "many"));

    SqlConfigException error =
        SqlErrors.find(catchThrowable(() -> db(injector)), SqlConfigException.class).orElseThrow();

    assertThat(error.problems())
        .extracting(ConfigProblem::key)
        .containsExactly("FAKE_MAX_OPEN_CONNS", "FAKE_READER_MAX_OPEN_CONNS");
  }

  @Test
  void withoutAReaderItsKeysMeanNothing() {
    Injector injector =
        inject(
            SqlOptions.defaults()
                .withConfig(FakeModule.config("FAKE_READER_MAX_OPEN_CONNS", "many")));

    assertThat(db(injector)).hasToString("database.db");
  }

  @Test
  void theReadersPoolFitsItsSize() {
    Injector injector =
        inject(
            options(
                "FAKE_MAX_OPEN_CONNS",
                "9",
                "FAKE_MAX_IDLE_CONNS",
                "5",
                "FAKE_CONN_MAX_IDLE_TIME",
                "20s",
                "FAKE_POOL_NAME",
                "orders",
                "FAKE_READER_MAX_OPEN_CONNS",
                "2"));
    reader(injector);

    Databases databases = injector.getInstance(Databases.class);
    assertThat(values(databases, DATABASE.reader()))
        .containsOnlyOnce("max-open-conns=2", "max-idle-conns=2", "read-only=true")
        .contains("pool-name=orders-reader")
        .noneMatch(value -> value.startsWith("conn-max-idle-time"))
        .noneMatch(value -> value.startsWith("reader-"));
    assertThat(values(databases, DATABASE))
        .contains("max-open-conns=9", "max-idle-conns=5", "pool-name=orders")
        .noneMatch(value -> value.startsWith("read"));
  }

  private static List<String> values(Databases databases, SqlTokens tokens) {
    return databases.find(tokens).orElseThrow().values().stream()
        .map((EffectiveValue value) -> value.setting() + "=" + value.value())
        .toList();
  }

  @Test
  void hooksAndDecoratorsAreCalledForEachPool() {
    Injector injector =
        inject(
            options()
                .withPool(pool -> events.add("hook of " + pool.getPoolName()))
                .withDataSource(
                    source -> {
                      events.add("decorator of " + source);
                      return source;
                    }));
    reader(injector);

    assertThat(events)
        .containsExactly(
            "hook of database.db",
            "decorator of database.db",
            "hook of database.reader",
            "decorator of database.reader");
  }

  @Test
  void itsFirstBorrowerWaitsForTheDatabasesMigrations() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Injector injector =
        inject(
            options()
                .withMigration(
                    Migration.named(
                        "slow",
                        source -> {
                          begun.countDown();
                          goOn.await();
                          events.add("migrated");
                        })));
    DataSource reader = reader(injector);
    Threads.Running borrower =
        Threads.call(
            () -> {
              reader.getConnection().close();
              return List.copyOf(events);
            });
    begun.await();
    assertThat(borrower.isRunning()).isTrue();
    goOn.countDown();

    assertThat(borrower.result()).isEqualTo(List.of("migrated"));
    db(injector).getConnection().close();
    assertThat(events).containsExactly("migrated");
  }

  @Test
  void aBorrowerThatWaitsForTheMigrationsIsReleasedWhenTheReaderCloses() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Injector injector =
        inject(
            options()
                .withMigration(
                    Migration.named(
                        "endless",
                        source -> {
                          begun.countDown();
                          never.await();
                        })));
    DataSource reader = reader(injector);
    Threads.Running borrower = Threads.run(() -> reader.getConnection().close());
    begun.await();

    registry.close();

    assertThat(borrower.failure()).hasMessage("The pool database.reader is closed.");
    assertThat(borrower.interruptedAtEnd()).isFalse();
  }

  @Test
  void aFailedMigrationIsTheReadersFailureToo() {
    Injector injector =
        inject(
            options()
                .withMigration(
                    Migration.named(
                        "broken",
                        source -> {
                          throw new SQLException("no such table");
                        })));
    DataSource reader = reader(injector);

    assertThat(catchThrowable(reader::getConnection)).hasMessageContaining("no such table");
  }

  @Test
  void itDoesNotReplaceADatabaseThatAnOverrideHasReplaced() throws Exception {
    FakeDataSource other = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            Modules.override(new FakeModule(options(), driver))
                .with(binder -> binder.bind(DATABASE.dbKey()).toInstance(other)));

    reader(injector).getConnection().close();

    assertThat(db(injector)).isSameAs(other);
    assertThat(other.attempts).hasValue(0);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.reader])");
  }

  @Test
  void whatIsWrittenIsReadByTheReaderIfItCannotBeBehind() throws Exception {
    Injector injector = inject(options());
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    WritePosition position;
    try (Connection connection = db(injector).getConnection()) {
      position = reads.position(connection);
    }

    assertThat(position).isEqualTo(WritePosition.NONE);
    try (Connection connection = reads.atLeast(position, Duration.ZERO)) {
      assertThat(connection.isClosed()).isFalse();
      assertThat(injector.getInstance(Databases.class).find(DATABASE.reader()))
          .get()
          .extracting(reader -> reader.pool().orElseThrow().active())
          .isEqualTo(1);
    }
  }

  @Test
  void aPositionOfAnotherKindOfDatabaseIsReadFromTheDatabase() throws Exception {
    Injector injector = inject(options());
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());

    try (Connection connection = reads.atLeast(WritePosition.of("0/1"), Duration.ZERO)) {
      assertThat(connection.isClosed()).isFalse();
      assertThat(injector.getInstance(Databases.class).find(DATABASE))
          .get()
          .extracting(database -> database.pool().orElseThrow().active())
          .isEqualTo(1);
    }
  }

  @Test
  void whatAReaderThatLendsNoneWouldReadIsReadFromTheDatabase() throws Exception {
    Injector injector = inject(options());
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    reader(injector).unwrap(HikariDataSource.class).close();

    try (Connection connection = reads.atLeast(WritePosition.NONE, Duration.ZERO)) {
      assertThat(connection.isClosed()).isFalse();
    }
  }

  /** Each call would wait for the reader's borrow timeout. */
  @Test
  void aReaderThatHasJustOpenedNoConnectionIsNotAskedForOne() throws Exception {
    Injector injector = inject(options("FAKE_MAX_IDLE_CONNS", "0", "FAKE_MAX_OPEN_CONNS", "1"));
    ReadYourWrites reads = injector.getInstance(DATABASE.readYourWritesKey());
    try (Connection writer = db(injector).getConnection()) {
      assertThat(writer.isReadOnly()).isFalse();
    }
    AtomicInteger failed = new AtomicInteger();
    driver.onConnect(
        () -> {
          failed.incrementAndGet();
          throw new SQLException("no reader", "08001");
        });
    for (int i = 0; i < 3; i++) {
      try (Connection connection = reads.atLeast(WritePosition.NONE, Duration.ZERO)) {
        assertThat(connection.isClosed()).isFalse(); // the database's, which has one already
      }
    }
    int attempts = failed.get();
    driver.onConnect(() -> {});
    reader(injector).getConnection().close();

    assertThat(attempts).isLessThanOrEqualTo(2);
    try (Connection connection = reads.atLeast(WritePosition.NONE, Duration.ZERO)) {
      assertThat(connection.isClosed()).isFalse();
      assertThat(injector.getInstance(Databases.class).find(DATABASE.reader()))
          .get()
          .extracting(reader -> reader.pool().orElseThrow().active())
          .isEqualTo(1);
    }
  }

  @Test
  void aReaderIsNotWaitedForLongerThanADay() throws Exception {
    List<Duration> limits = new ArrayList<>();
    DriverHandle handle = reaching(limits::add);

    new ReaderPositions(driver, driver, handle)
        .atLeast(WritePosition.of("0/1"), Duration.ofSeconds(Long.MAX_VALUE))
        .close();

    assertThat(limits).containsExactly(Duration.ofDays(1));
  }

  /** A handle that opens nothing, and answers whether a host reaches a position within a limit. */
  private static DriverHandle reaching(Predicate<Duration> answer) {
    return new DriverHandle() {
      @Override
      protected Connection open(@Nullable Credentials credentials) {
        throw new AssertionError();
      }

      @Override
      protected boolean reaches(Connection reader, String position, Duration limit) {
        return answer.test(limit);
      }
    };
  }

  /** A host that has stopped to answer would keep the thread; a borrower has his own limit. */
  @Test
  void aHostIsAskedWithinALimitAndTheDatabaseIsLentReadOnly() throws Exception {
    List<String> calls = new ArrayList<>();
    Connection connection =
        proxy(
            Connection.class,
            (proxy, method, arguments) -> {
              calls.add(
                  method.getName()
                      + (arguments == null ? "" : " " + arguments[arguments.length - 1]));
              return method.getName().equals("getNetworkTimeout") ? 7 : null;
            });
    DataSource source = proxy(DataSource.class, (proxy, method, arguments) -> connection);
    DriverHandle handle = reaching(limit -> !calls.add("asked"));

    Connection lent =
        new ReaderPositions(source, source, handle)
            .atLeast(WritePosition.of("0/1"), Duration.ofMillis(100));

    assertThat(lent == connection).isTrue();
    assertThat(calls)
        .containsExactly(
            "getNetworkTimeout",
            "setNetworkTimeout 1100",
            "asked",
            "setNetworkTimeout 7",
            "close",
            "setReadOnly true");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler calls) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
  }

  @Test
  void aServiceCanBindItsOwnDataSourceAsTheReader() {
    FakeDataSource own = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new FakeModule(SqlOptions.defaults().withConfig(FakeModule.config()), driver),
            ExistingDataSourceModule.of(own, DATABASE.reader(), Dialect.MYSQL));

    assertThat(reader(injector)).isSameAs(own);
  }
}
