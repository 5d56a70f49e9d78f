package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a driver may do for the statements that a closing pool cuts off, and for late connections?
 */
@Timeout(60)
final class CutOffTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Set<Thread> before = Threads.alive();
  private final FakeDataSource connections = new FakeDataSource();
  private final List<Connection> cutOff = new CopyOnWriteArrayList<>();
  private final List<Connection> killed = new CopyOnWriteArrayList<>();
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  /** What a driver does to one. */
  private interface How {
    void strike(Connection connection) throws Exception;
  }

  private DataSource pool(int size, How how) {
    return pool(size, how, connection -> {});
  }

  private DataSource pool(int size, How how, How kill) {
    DriverHandle handle =
        new DriverHandle() {
          @Override
          protected Connection open(@Nullable Credentials credentials) throws SQLException {
            return connections.getConnection();
          }

          @Override
          protected void abort(Connection connection) throws SQLException {
            assertThat(connection.isClosed()).isFalse();
            cutOff.add(connection);
            strike(how, connection);
          }

          @Override
          protected void kill(Connection aborted) throws SQLException {
            assertThat(cutOff).containsExactlyInAnyOrderElementsOf(connections.opened);
            killed.add(aborted);
            strike(kill, aborted);
          }

          @Override
          public String toString() {
            return "fake";
          }

          private void strike(How how, Connection connection) throws SQLException {
            try {
              how.strike(connection);
            } catch (SQLException e) {
              throw e;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        };
    return Guice.createInjector(
            LifecycleModule.using(registry),
            new HandleModule(
                SqlOptions.defaults()
                    .withConfig(
                        FakeModule.config(
                            "FAKE_MAX_OPEN_CONNS",
                            Integer.toString(size),
                            "FAKE_MAX_IDLE_CONNS",
                            Integer.toString(size))),
                handle))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  @Test
  void whatIsBorrowedPastTheDrainIsTheDriversToCutOffBeforeThePoolAbortsIt() throws Exception {
    DataSource db = pool(1, connection -> {});
    Connection out = db.getConnection();

    registry.close();

    assertThat(cutOff).containsExactlyElementsOf(connections.opened);
    assertThat(connections.allConnectionsClosed()).isTrue();
    out.close();
    Threads.awaitNoneSince(before);
  }

  @Test
  void whatTheyRunIsKilledOnceAllAreCutOff() throws Exception {
    DataSource db = pool(3, connection -> connection.abort(Runnable::run));
    Connection one = db.getConnection();
    Connection two = db.getConnection();
    db.getConnection().close();

    registry.close();

    assertThat(killed).containsExactlyInAnyOrderElementsOf(connections.opened);
    one.close();
    two.close();
  }

  @Test
  void nothingIsCutOffWhenEverythingCameHome() throws Exception {
    DataSource db = pool(1, connection -> {});
    db.getConnection().close();

    registry.close();

    assertThat(cutOff).isEmpty();
    assertThat(connections.allConnectionsClosed()).isTrue();
  }

  @Test
  void aFailureKeepsNothingOpen() throws Exception {
    DataSource db =
        pool(
            1,
            connection -> {
              throw new SQLException("no way to the server");
            });
    Connection out = db.getConnection();

    try (CapturedLog log = new CapturedLog(DriverHandle.class.getName(), Level.WARN)) {
      registry.close();

      assertThat(log.messages()).singleElement().asString().contains("was not aborted");
    }
    assertThat(connections.allConnectionsClosed()).isTrue();
    out.close();
  }

  @Test
  void aDriverThatHangsDelaysClosingByTwoSecondsAtMost() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    DataSource db = pool(1, connection -> never.await());
    Connection out = db.getConnection();

    Threads.Running closing = Threads.run(registry::close);

    await().atMost(SOON).until(() -> !closing.isRunning());
    closing.result();
    assertThat(cutOff).hasSize(1);
    assertThat(connections.allConnectionsClosed()).isTrue();
    out.close();
    Threads.awaitNoneSince(before);
  }

  @Test
  void itIsToldHowManyStatementsMayStillRunIfTheAbortsHang() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    DataSource db =
        pool(
            3,
            connection -> {
              if (connection == connections.opened.get(0)) {
                never.await();
              }
              connection.abort(Runnable::run);
            });

    assertThat(warningsOfClosing(db)).singleElement().asString().contains("up to 3 connections");
  }

  @Test
  void itIsToldHowManyStatementsMayStillRunIfTheKillsHang() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    DataSource db =
        pool(
            3,
            connection -> connection.abort(Runnable::run),
            connection -> {
              if (connection != connections.opened.get(0)) {
                never.await();
              }
            });

    assertThat(warningsOfClosing(db)).singleElement().asString().contains("up to 2 connections");
  }

  private List<String> warningsOfClosing(DataSource db) throws Exception {
    for (int i = 0; i < 3; i++) {
      Connection unused = db.getConnection();
    }
    try (CapturedLog log = new CapturedLog(DriverHandle.class.getName(), Level.WARN)) {
      registry.close();
      Threads.awaitNoneSince(before);
      return log.messages();
    }
  }

  /** HikariCP would wait for it as long as a login may take, 30 s. */
  @Test
  void aConnectionThatHangsInTheBackgroundIsNotWaitedForAndIsClosedWhenItComes() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    connections.onConnect(
        () -> {
          if (connections.attempts.get() > 1) {
            hanging.countDown();
            goOn.await();
          }
        });
    DataSource db = pool(2, connection -> {});
    db.getConnection().close();
    hanging.await();

    Threads.Running closing = Threads.run(registry::close);

    await().atMost(SOON).until(() -> !closing.isRunning());
    closing.result();
    goOn.countDown();
    await().atMost(SOON).until(() -> connections.opened.size() == 2);
    await().atMost(SOON).until(connections::allConnectionsClosed);
    Threads.awaitNoneSince(before);
  }
}
