package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Can a service know at its start that its database is there, and not wait for ever to know? */
final class PingTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final FakeDataSource driver = new FakeDataSource();
  private final Set<Thread> before = Threads.alive();
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void isOffUnlessAskedFor() {
    assertThat(build(injector("0"))).isNotNull();

    assertThat(driver.attempts).hasValue(0);
    registry.close();
  }

  @Test
  void opensOneConnectionAndClosesItWithoutStartingThePool() {
    assertThat(build(injector("10s"))).isNotNull();

    assertThat(driver.attempts).hasValue(1);
    assertThat(driver.opened).hasSize(1);
    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    Threads.awaitNoneSince(before);
    registry.close();
  }

  @Test
  void isMadeWithThePoolsCredentials() throws Exception {
    LifecycleRegistry keptOpen = new LifecycleRegistry();
    H2Module module = H2Module.fresh("h2.password", "a-real-password", "h2.connect-timeout", "10s");

    Injector injector = Guice.createInjector(LifecycleModule.using(keptOpen), module);

    assertThat(Feature.two(build(injector))).isEqualTo(2);
    Injector again = Guice.createInjector(LifecycleModule.using(registry), module);
    assertThat(Feature.two(build(again))).isEqualTo(2);
    registry.close();
    keptOpen.close();
  }

  @Test
  void refusalIsATypedErrorWithItsCause() {
    SQLException refusal = new SQLException("connection refused", "08001");
    driver.onConnect(
        () -> {
          throw refusal;
        });

    SqlBuildException error = failure(injector("10s"));

    assertThat(error.stage()).isEqualTo(BuildStage.PING);
    assertThat(error.token()).isEqualTo("database.db");
    assertThat((Throwable) error).hasCause(refusal);
    assertNothingIsLeft();
  }

  @Test
  void sourceOfCredentialsThatFailsIsNoRefusal() {
    CredentialsSource source =
        () -> {
          throw new IllegalStateException("the vault is sealed");
        };
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(
                FakeModule.config("FAKE_MAX_OPEN_CONNS", "1", "FAKE_CONNECT_TIMEOUT", "10s"))
            .withCredentials(source);

    SqlBuildException error =
        failure(
            Guice.createInjector(LifecycleModule.using(registry), new FakeModule(options, driver)));

    assertThat(error)
        .hasMessage(
            "database.db (fake), PING: fake: the source of credentials failed; the cause says why.")
        .hasRootCauseMessage("the vault is sealed");
    assertThat(driver.attempts).hasValue(0);
    assertNothingIsLeft();
  }

  @Test
  void databaseThatComesLaterIsFoundAtTheNextTry() {
    AtomicBoolean down = new AtomicBoolean(true);
    driver.onConnect(
        () -> {
          if (down.get()) {
            throw new SQLException("starting up", "57P03");
          }
        });
    Injector injector = injector("10s");
    assertThat(failure(injector)).hasMessageContaining("PING");

    down.set(false);

    assertThat(build(injector)).isNotNull();
    registry.close();
  }

  @Test
  void doesNotWaitLongerThanItsTimeoutForOneThatHangs() {
    driver.onConnect(this::hang);

    SqlBuildException error = failure(injector("20ms"));

    assertThat(error.stage()).isEqualTo(BuildStage.PING);
    assertThat(error).hasNoCause().hasMessageContaining("did not answer within 20ms");
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    assertThat(driver.closed).hasValue(1);
    answer.countDown();
    assertNothingIsLeft();
  }

  @Test
  void connectionThatIsDeadIsRefused() {
    driver.handsOutDeadConnections();

    SqlBuildException error = failure(injector("10s"));

    assertThat(error.stage()).isEqualTo(BuildStage.PING);
    assertThat(error).hasNoCause().hasMessageContaining("not valid");
    assertNothingIsLeft();
  }

  @Test
  void interruptedThreadStopsWaitingAndStaysInterrupted() {
    driver.onConnect(this::hang);
    Injector injector = injector("1h");
    Threads.Running building = Threads.call(() -> build(injector));
    await().atMost(Duration.ofSeconds(10)).until(() -> driver.attempts.get() == 1);
    Threads.awaitParked(building.thread);

    building.thread.interrupt();

    assertThat(SqlErrors.find(building.failure()).orElseThrow())
        .hasMessageContaining("PING")
        .cause()
        .isInstanceOf(InterruptedException.class);
    assertThat(building.interruptedAtEnd()).isTrue();
    answer.countDown();
    assertNothingIsLeft();
  }

  @Test
  void closingTheRegistryEndsIt() {
    driver.onConnect(this::hang);
    Injector injector = injector("1h");
    Threads.Running building = Threads.call(() -> build(injector));
    await().atMost(Duration.ofSeconds(10)).until(() -> driver.attempts.get() == 1);

    registry.close();

    assertThat(SqlErrors.find(building.failure()).orElseThrow())
        .hasMessageContaining("PING: The pool was closed before the database had answered.");
    assertThat(building.interruptedAtEnd()).isFalse();
    answer.countDown();
    Threads.awaitNoneSince(before);
    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(driver.closed).hasValue(1);
  }

  @Test
  void connectionThatClosingHasAbortedIsNotCalledInvalid() {
    Injector injector = injector("1h");
    Database database = injector.getInstance(Databases.class).all().get(0);
    driver.onValidation(
        () -> {
          new Thread(registry::close).start();
          // The answer comes at once, before the build looks at the closing.
          while (database.state() != Database.State.CLOSED) {
            Thread.onSpinWait();
          }
          throw new SQLException("aborted", "08006");
        });

    assertThat(failure(injector))
        .hasMessageContaining("PING: The pool was closed before the database had answered.");
    Threads.awaitNoneSince(before);
  }

  @Test
  void driverThatIsKnownByAUrlAloneIsPingedThroughThePool() throws SQLException {
    UrlDriver urls = new UrlDriver();
    DriverManager.registerDriver(urls);
    try {
      answer.countDown();
      Injector injector = urlInjector("10s");

      assertThat(build(injector)).isNotNull();

      assertThat(driver.opened).isNotEmpty();
      registry.close();
      assertThat(driver.allConnectionsClosed()).isTrue();
      Threads.awaitNoneSince(before);
    } finally {
      DriverManager.deregisterDriver(urls);
    }
  }

  @Test
  void poolThatWasPingedInVainIsClosedWhenItsConnectionComesAtLast() throws SQLException {
    UrlDriver urls = new UrlDriver();
    DriverManager.registerDriver(urls);
    try {
      do { // a slow machine's time may be over before the driver is asked
        assertThat(failure(urlInjector("20ms")).stage()).isEqualTo(BuildStage.PING);
      } while (urls.asked.get() == 0);
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

      answer.countDown();

      await().atMost(Duration.ofSeconds(10)).until(() -> !driver.opened.isEmpty());
      await().atMost(Duration.ofSeconds(10)).until(driver::allConnectionsClosed);
      Threads.awaitNoneSince(before);
    } finally {
      DriverManager.deregisterDriver(urls);
    }
  }

  private void hang() {
    while (answer.getCount() > 0) {
      try {
        answer.await();
      } catch (InterruptedException deaf) {
        // as a driver that waits for a socket
      }
    }
  }

  private Injector injector(String timeout) {
    return Guice.createInjector(
        LifecycleModule.using(registry), FakeModule.over(driver, "FAKE_CONNECT_TIMEOUT", timeout));
  }

  private Injector urlInjector(String timeout) {
    return Guice.createInjector(
        LifecycleModule.using(registry),
        new FakeModule(
            SqlOptions.defaults()
                .withConfig(FakeModule.config("FAKE_CONNECT_TIMEOUT", timeout))
                .withPool(
                    pool -> {
                      pool.setDataSource(null);
                      pool.setJdbcUrl("jdbc:pingtest:");
                    }),
            driver));
  }

  private static DataSource build(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  private static SqlBuildException failure(Injector injector) {
    Throwable thrown = catchThrowable(() -> build(injector));
    return (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
  }

  private void assertNothingIsLeft() {
    Threads.awaitNoneSince(before);
    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(driver.closed).hasValue(1);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
  }

  private final class UrlDriver implements Driver {

    final AtomicInteger asked = new AtomicInteger();

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
      if (!acceptsURL(url)) {
        return null;
      }
      asked.incrementAndGet();
      hang();
      return driver.getConnection();
    }

    @Override
    public boolean acceptsURL(String url) {
      return url.equals("jdbc:pingtest:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }
}
