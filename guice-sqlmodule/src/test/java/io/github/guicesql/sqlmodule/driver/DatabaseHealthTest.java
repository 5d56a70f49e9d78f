package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a health check answers, and what it never does. */
@Timeout(60)
final class DatabaseHealthTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final SqlTokens DEFAULT = SqlTokens.defaults();

  private final FakeDataSource driver = new FakeDataSource();
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  @AfterEach
  void nothingIsLeft() {
    registry.close();
    assertThat(driver.allConnectionsClosed()).isTrue();
    await()
        .until(() -> Threads.alive().stream().noneMatch(one -> one.getName().contains(":health")));
  }

  private Injector injector(int connections) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        LifecycleModule.using(registry),
        FakeModule.over(
            driver,
            "FAKE_MAX_OPEN_CONNS",
            Integer.toString(connections),
            "FAKE_MAX_IDLE_CONNS",
            Integer.toString(connections)));
  }

  private static Health check(Injector injector) {
    return injector.getInstance(DatabaseHealth.class).check(DEFAULT, LIMIT);
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(DEFAULT.dbKey());
  }

  @Test
  void aDatabaseThatNobodyHasUsedIsNotOpened() {
    Injector injector = injector(1);
    assertThat(check(injector).state()).isEqualTo(Health.State.NOT_STARTED);

    db(injector);

    assertThat(check(injector).state()).isEqualTo(Health.State.NOT_STARTED);
    assertThat(driver.attempts).hasValue(0);
  }

  @Test
  void aDatabaseInUseIsUpAndAskedOnOneConnectionOfItsOwn() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();

    for (int i = 0; i < 3; i++) {
      Health health = check(injector);
      assertThat(health.state()).isEqualTo(Health.State.UP);
      assertThat(health.cause()).isEmpty();
      assertThat(health.database()).isEqualTo(DEFAULT);
    }
    assertThat(driver.opened).hasSize(2);
  }

  @Test
  void aPoolWithNothingToLendIsBusyAndNotBorrowedFrom() throws Exception {
    Injector injector = injector(1);
    try (Connection only = db(injector).getConnection()) {
      Health health = check(injector);

      assertThat(only.isClosed()).isFalse();
      assertThat(health.state()).isEqualTo(Health.State.BUSY);
      assertThat(health.state().isReady()).isTrue();
      assertThat(health.cause().orElseThrow())
          .isEqualTo("the pool is exhausted: 1 active, 0 idle, 0 waiting, at most 1");
    }
    await().untilAsserted(() -> assertThat(check(injector).state()).isEqualTo(Health.State.UP));
  }

  /** A first borrower that failed has used the database, and the service is not able to work. */
  @Test
  void aDatabaseThatWasNotThereForTheFirstBorrowerIsDown() {
    driver.onConnect(
        () -> {
          throw new SQLException("nobody is there", "08001");
        });
    Injector injector = injector(1);
    DataSource db = db(injector);
    assertThatThrownBy(db::getConnection).isInstanceOf(SQLException.class);

    Health health = check(injector);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.sqlState()).contains("08001");
    assertThat(health.cause()).contains("nobody is there");
    assertThat(health.toString()).contains("database.db: DOWN after ", ", SQLSTATE 08001: nobody");
  }

  /** Its borrowers wait for the migrations, and those fail before the pool has a connection. */
  @Test
  void aDatabaseThatWasNotThereToBeMigratedIsDownAndSoIsItsReader() {
    driver.onConnect(
        () -> {
          throw new SQLException("nobody is there", "08001");
        });
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new FakeModule(
                SqlOptions.defaults()
                    .withConfig(FakeModule.config("FAKE_MAX_OPEN_CONNS", "1"))
                    .withReader()
                    .withMigration(source -> source.getConnection().close()),
                driver));
    for (SqlTokens tokens : List.of(DEFAULT, DEFAULT.reader())) {
      DataSource source = injector.getInstance(tokens.dbKey());
      DatabaseHealth health = injector.getInstance(DatabaseHealth.class);
      assertThat(health.check(tokens, LIMIT).state()).isEqualTo(Health.State.NOT_STARTED);
      assertThatThrownBy(source::getConnection).hasMessageContaining("MIGRATE");

      assertThat(health.check(tokens, LIMIT).state()).isEqualTo(Health.State.DOWN);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "28P01, REFUSED",
    "28000, REFUSED",
    "3D000, REFUSED",
    "42000, REFUSED",
    "53300, REFUSED",
    "08004, REFUSED",
    "57P04, REFUSED",
    "08001, DOWN",
    "08006, DOWN",
    "57P03, DOWN",
    "HY000, DOWN",
    ", DOWN"
  })
  void theSqlStateOfTheLoginTellsARefusalFromADatabaseThatIsAway(
      String sqlState, Health.State expected) throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    driver.onConnect(
        () -> {
          throw new SQLException("no login: password=geheim", sqlState);
        });

    Health health = check(injector);

    assertThat(health.state()).isEqualTo(expected);
    assertThat(health.sqlState().orElse(null)).isEqualTo(sqlState);
    assertThat(health.cause()).contains("no login: password=***");
  }

  /** Nobody has asked the database. */
  @Test
  void aSourceOfCredentialsThatFailsIsNoRefusal() throws Exception {
    AtomicBoolean sealed = new AtomicBoolean();
    CredentialsSource source =
        () -> {
          if (sealed.get()) {
            throw new IllegalStateException("the vault is sealed");
          }
          return new Credentials("app", "secret");
        };
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new FakeModule(
                SqlOptions.defaults()
                    .withConfig(FakeModule.config("FAKE_MAX_OPEN_CONNS", "2"))
                    .withCredentials(source.checkedEvery(Duration.ZERO)),
                driver));
    db(injector).getConnection().close();
    sealed.set(true);

    Health health = check(injector);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.sqlState()).contains("08001");
    assertThat(health.cause())
        .contains(
            "fake: the source of credentials failed; the cause says why. (the vault is sealed)");
  }

  @Test
  void aFailedTlsHandshakeIsARefusal() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    driver.onConnect(
        () -> {
          throw new SQLException(
              "no encrypted connection", "08006", new SSLHandshakeException("unknown issuer"));
        });

    Health health = check(injector);

    assertThat(health.state()).isEqualTo(Health.State.REFUSED);
    assertThat(health.cause()).contains("no encrypted connection (unknown issuer)");
  }

  @Test
  void aLoginThatHangsIsDownAtTheLimitAndSharedByAllWhoAskMeanwhile() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    CountDownLatch goOn = new CountDownLatch(1);
    driver.onConnect(goOn::await);
    DatabaseHealth health = injector.getInstance(DatabaseHealth.class);

    for (int i = 0; i < 3; i++) {
      Health late = health.check(DEFAULT, SHORT);
      assertThat(late.state()).isEqualTo(Health.State.DOWN);
      assertThat(late.cause()).contains("no answer within 50 ms");
    }
    assertThat(health.check(DEFAULT, Duration.ofNanos(250_000)).cause())
        .contains("no answer within 0.25 ms");
    assertThat(driver.attempts).hasValue(2);

    List<Threads.Running> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(Threads.call(() -> health.check(DEFAULT, LIMIT).state()));
    }
    for (Threads.Running one : waiting) {
      Threads.awaitParked(one.thread);
    }
    goOn.countDown();
    for (Threads.Running one : waiting) {
      assertThat(one.result()).isEqualTo(Health.State.UP);
    }
    assertThat(driver.attempts).hasValue(2);
  }

  @Test
  void closingAnswersThoseWhoWaitAndAllWhoAskLater() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    CountDownLatch goOn = new CountDownLatch(1);
    driver.onConnect(goOn::await);
    Threads.Running waiting = Threads.call(() -> check(injector).state());
    Threads.awaitParked(waiting.thread);

    registry.close();

    assertThat(waiting.result()).isEqualTo(Health.State.CLOSED);
    assertThat(check(injector).state()).isEqualTo(Health.State.CLOSED);
    goOn.countDown();
    await().until(() -> driver.opened.size() == 2 && driver.allConnectionsClosed());
  }

  @Test
  void theConnectionForHealthChecksIsClosedWithThePool() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    check(injector);
    assertThat(driver.allConnectionsClosed()).isFalse();

    registry.close();

    assertThat(driver.allConnectionsClosed()).isTrue();
  }

  @Test
  void aConnectionThatIsBeingOpenedForAHealthCheckIsClosedWithThePoolToo() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    driver.onConnect(
        () -> {
          opening.countDown();
          goOn.await();
        });
    driver.onClose(goOn::countDown);
    Threads.Running asking = Threads.call(() -> check(injector).state());
    opening.await();

    registry.close();

    assertThat(driver.opened).hasSize(2);
    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(asking.result()).isEqualTo(Health.State.CLOSED);
  }

  /** A server's idle timeout or restart has ended it, and the database is there. */
  @Test
  void aConnectionThatTheDatabaseHasEndedIsReplaced() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    check(injector);
    driver.opened.get(1).close();

    assertThat(check(injector).state()).isEqualTo(Health.State.UP);
    assertThat(driver.opened).hasSize(3);
  }

  @Test
  void anErrorOfTheDriverIsAnAnswerToo() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    driver.onConnect(
        () -> {
          throw new IllegalStateException();
        });

    Health health = check(injector);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.cause()).contains("IllegalStateException");
  }

  @Test
  void anInterruptedThreadGetsItsAnswerAndStaysInterrupted() throws Exception {
    Injector injector = injector(1);
    db(injector).getConnection().close();
    Threads.Running asking =
        Threads.call(
            () -> {
              Thread.currentThread().interrupt();
              return check(injector).state();
            });

    assertThat(asking.result()).isEqualTo(Health.State.UP);
    assertThat(asking.interruptedAtEnd()).isTrue();
  }

  @Test
  void allDatabasesAreAskedAtTheSameTime() throws Exception {
    FakeDataSource other = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            FakeModule.over(driver, "FAKE_MAX_OPEN_CONNS", "1"),
            new FakeModule(
                SqlOptions.named("other")
                    .withConfig(ConfigSource.map(Map.of("FAKE_OTHER_MAX_OPEN_CONNS", "1"))),
                other));
    for (SqlTokens tokens : List.of(DEFAULT, SqlTokens.named("other"))) {
      injector.getInstance(tokens.dbKey()).getConnection().close();
    }
    // Each waits for the other one's question.
    CountDownLatch both = new CountDownLatch(2);
    for (FakeDataSource one : List.of(driver, other)) {
      one.onConnect(
          () -> {
            both.countDown();
            both.await();
          });
    }

    List<Health> all = injector.getInstance(DatabaseHealth.class).check(LIMIT);

    assertThat(all).extracting(health -> health.database().name()).containsExactly("", "other");
    assertThat(all).extracting(Health::state).containsOnly(Health.State.UP);
  }

  /** Who asks several collects the others' answers while one of them hangs. */
  @Test
  void anAnswerTakesNoLongerThanUntilItIsThere() throws Exception {
    Injector injector = injector(1);
    Database database = injector.getInstance(Databases.class).find(DEFAULT).orElseThrow();
    assertThatTheTimeEndsWithTheAnswer(database, Health.State.NOT_STARTED);

    db(injector).getConnection().close();

    assertThatTheTimeEndsWithTheAnswer(database, Health.State.UP);
  }

  private static void assertThatTheTimeEndsWithTheAnswer(Database database, Health.State state) {
    long before = System.nanoTime();
    Supplier<Health> answer = database.health(LIMIT);
    await()
        .until(() -> Threads.alive().stream().noneMatch(one -> one.getName().contains(":health")));
    long there = System.nanoTime();
    while (System.nanoTime() - there <= there - before) {
      Thread.onSpinWait();
    }

    Health health = answer.get();

    assertThat(health.state()).isEqualTo(state);
    assertThat(health.took()).isLessThanOrEqualTo(Duration.ofNanos(there - before));
  }

  @Test
  void aDataSourceThatWasReplacedInAHookIsAskedByJdbcAlone() throws Exception {
    FakeDataSource replaced = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new FakeModule(
                SqlOptions.defaults()
                    .withConfig(FakeModule.config("FAKE_MAX_OPEN_CONNS", "1"))
                    .withPool(pool -> pool.setDataSource(replaced)),
                driver));
    db(injector).getConnection().close();

    assertThat(check(injector).state()).isEqualTo(Health.State.UP);
    assertThat(replaced.opened).hasSize(2);

    registry.close();
    assertThat(replaced.allConnectionsClosed()).isTrue();
  }

  @Test
  void aDatabaseThatCannotBeWrittenToSaysWhyUnlessThePoolIsReadOnly() throws Exception {
    for (boolean readOnlyPool : List.of(false, true)) {
      AtomicReference<Connection> asked = new AtomicReference<>();
      DriverHandle handle =
          new DriverHandle() {
            @Override
            protected Connection open(@Nullable Credentials credentials) throws SQLException {
              return driver.getConnection();
            }

            @Override
            protected String probe(Connection connection) {
              asked.set(connection);
              return "demoted";
            }
          };
      LifecycleRegistry own = new LifecycleRegistry(Duration.ZERO);
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(own),
              new HandleModule(
                  SqlOptions.defaults()
                      .withConfig(FakeModule.config("FAKE_MAX_OPEN_CONNS", "1"))
                      .withPool(pool -> pool.setReadOnly(readOnlyPool)),
                  handle));
      db(injector).getConnection().close();

      Health health = check(injector);

      assertThat(health.state()).isEqualTo(readOnlyPool ? Health.State.UP : Health.State.READ_ONLY);
      assertThat(health.cause().isPresent()).isNotEqualTo(readOnlyPool);
      assertThat(driver.opened).contains(asked.get());
      own.close();
    }
  }

  @Test
  void aDataSourceOfTheServiceIsBorrowedFromAndReturnedTo() throws Exception {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            ExistingDataSourceModule.of(driver, DEFAULT, Dialect.MYSQL).closedByRegistry());
    assertThat(check(injector).state()).isEqualTo(Health.State.NOT_STARTED);
    db(injector);

    assertThat(check(injector).state()).isEqualTo(Health.State.UP);
    assertThat(driver.opened).hasSize(1);
    assertThat(driver.allConnectionsClosed()).isTrue();

    registry.close();
    assertThat(check(injector).state()).isEqualTo(Health.State.CLOSED);
  }

  @Test
  void aLimitThatIsNotPositiveAndADatabaseThatIsNotInstalledAreRefused() {
    DatabaseHealth health = injector(1).getInstance(Key.get(DatabaseHealth.class));
    for (Duration limit : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatThrownBy(() -> health.check(limit)).isInstanceOf(IllegalArgumentException.class);
    }
    SqlTokens unknown = SqlTokens.named("unknown");
    assertThatThrownBy(() -> health.check(unknown, LIMIT))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("database.unknown.db");
    assertThat(health.check(Duration.ofSeconds(Long.MAX_VALUE))).hasSize(1);
  }
}
