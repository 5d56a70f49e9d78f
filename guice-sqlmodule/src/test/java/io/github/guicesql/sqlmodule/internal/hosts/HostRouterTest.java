package io.github.guicesql.sqlmodule.internal.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.guicesql.sqlmodule.internal.hosts.HostDriver.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections are opened to hosts whose answers the test determines. */
@Timeout(30)
final class HostRouterTest {

  private static final HostStatus PRIMARY = new HostStatus(true, false, "s", 1, 0);
  private static final HostStatus PROMOTED = new HostStatus(true, false, "s", 2, 0);
  private static final HostStatus STANDBY = new HostStatus(false, true, "s", 1, 0);
  private static final HostStatus STRANGER = new HostStatus(false, true, "t", 1, 0);

  private final Map<Integer, HostStatus> answers = new ConcurrentHashMap<>();
  private final Map<Connection, Integer> connections = new ConcurrentHashMap<>();
  private final Set<Connection> aborted = ConcurrentHashMap.newKeySet();
  private final Set<Connection> closed = ConcurrentHashMap.newKeySet();
  private final Set<Connection> ended = ConcurrentHashMap.newKeySet();
  private final FakeDriver driver = new FakeDriver();
  private final HostMonitor monitor =
      new HostMonitor(
          driver,
          new HostTiming(Duration.ofMillis(10), Duration.ofSeconds(20), Duration.ofSeconds(20)),
          () -> "pool");
  private final HostRouter router =
      new HostRouter(
          monitor,
          driver,
          HostChooser.of(HostRole.READ_WRITE, HostOrder.LISTED),
          Duration.ofSeconds(20),
          () -> "pool",
          (which, reason) -> connections.keySet().stream().filter(which).forEach(aborted::add));

  @AfterEach
  void close() {
    monitor.close();
  }

  private Connection connection(int host) {
    Connection[] self = new Connection[1];
    self[0] =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "hashCode" -> System.identityHashCode(proxy);
                      case "equals" -> proxy == arguments[0];
                      case "isClosed" -> closed.contains(self[0]);
                      case "close" -> {
                        closed.add(self[0]);
                        yield null;
                      }
                      case "abort" -> {
                        ended.add(self[0]);
                        yield null;
                      }
                      default -> null;
                    });
    connections.put(self[0], host);
    return self[0];
  }

  private final class FakeDriver implements HostDriver {
    private volatile @Nullable SQLException refusal;
    private volatile boolean contradicts;

    @Override
    public List<String> hosts() {
      return List.of("one", "two");
    }

    @Override
    public Connection open(int host, Duration limit) throws SQLException {
      SQLException thrown = refusal;
      if (thrown != null) {
        throw thrown;
      }
      return connection(host);
    }

    @Override
    public HostStatus ask(Connection connection) throws SQLException {
      HostStatus answer = answers.get(connections.get(connection));
      if (answer == null) {
        throw new SQLException("no answer", "08006");
      }
      return answer;
    }

    @Override
    public Failure failure(SQLException thrown) {
      return "28P01".equals(thrown.getSQLState()) ? Failure.REFUSED : Failure.NO_ANSWER;
    }

    @Override
    public boolean contradicts(Connection connection, HostRole role) {
      return contradicts;
    }
  }

  private Connection open(Duration limit) throws SQLException {
    return router.open((host, within) -> connection(host), limit);
  }

  private int hostOf(Connection connection) {
    return connections.getOrDefault(connection, -1);
  }

  static Stream<Arguments> roots() {
    return Stream.of(
        arguments(new UnknownHostException("db.example"), "UnknownHostException: db.example"),
        arguments(new EOFException(), "EOFException"),
        arguments(new IOException("denied for token=hunter2"), "denied for token=***"));
  }

  @ParameterizedTest
  @MethodSource("roots")
  void whyAHostDoesNotAnswerIsToldWithTheRootOfIt(Exception root, String told) {
    driver.refusal = new SQLException("The connection attempt failed.", "08001", root);
    monitor.start();

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(monitor.view())
                    .asString()
                    .contains("two does not answer (The connection attempt failed. " + told));
  }

  @Test
  void afterAChangeOfTheLoginEachHostIsAskedOnANewConnection() throws Exception {
    answers.putAll(Map.of(0, PRIMARY, 1, STANDBY));
    monitor.start();
    Awaitility.await().until(() -> connections.size() == 2);
    Set<Connection> before = Set.copyOf(connections.keySet());

    monitor.reconnect();

    Awaitility.await().until(() -> connections.size() == 4);
    assertThat(ended).containsExactlyInAnyOrderElementsOf(before);
    connections.keySet().removeAll(before); // a question on one of these would fail
    Connection borrowed = open(Duration.ofSeconds(10));
    assertThat(hostOf(borrowed)).isZero();
  }

  @Test
  void theConnectionGoesToTheWriterAndFitsUntilItIsSuperseded() throws Exception {
    answers.putAll(Map.of(0, STANDBY, 1, PRIMARY));
    Connection connection = open(Duration.ofSeconds(10));
    assertThat(hostOf(connection)).isEqualTo(1);
    assertThat(router.fits(connection)).isTrue();
    assertThat(aborted).isEmpty();

    answers.put(0, PROMOTED);
    Awaitility.await().until(() -> !router.fits(connection));
    Awaitility.await().until(() -> aborted.contains(connection));
    assertThat(hostOf(open(Duration.ofSeconds(10)))).isZero();
  }

  @Test
  void aConnectionOnWhichTheServerReportsAnotherRoleIsNotKept() throws Exception {
    answers.putAll(Map.of(0, PRIMARY, 1, STANDBY));
    Connection connection = open(Duration.ofSeconds(10));
    driver.contradicts = true;
    assertThat(router.isContradicted(connection)).isTrue();
    assertThat(router.isContradicted(connection(0))).isFalse(); // not this router's
    assertThatThrownBy(() -> open(Duration.ofMillis(300))).isInstanceOf(NoHostException.class);
  }

  @Test
  void afterAnErrorAConnectionsHostIsAskedOnItOnce() throws Exception {
    HostMonitor slow =
        new HostMonitor(
            driver,
            new HostTiming(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(20)),
            () -> "pool");
    HostRouter ofSlow =
        new HostRouter(
            slow,
            driver,
            HostChooser.of(HostRole.READ_WRITE, HostOrder.LISTED),
            Duration.ofSeconds(20),
            () -> "pool",
            (which, reason) -> {});
    try (slow) {
      answers.putAll(Map.of(0, PRIMARY, 1, STANDBY));
      HostOpening opening = (host, limit) -> connection(host);
      Connection returned = ofSlow.open(opening, Duration.ofSeconds(20));
      Connection idle = ofSlow.open(opening, Duration.ofSeconds(20));
      assertThat(ofSlow.stillFits(returned, slow.now())).isTrue();
      answers.put(0, STANDBY);
      long error = slow.now();

      assertThat(ofSlow.stillFits(returned, error)).isFalse();

      assertThat(ofSlow.fits(idle)).isFalse();
      answers.put(0, PRIMARY); // which nobody asks for
      assertThat(ofSlow.stillFits(returned, error)).isFalse();
      assertThat(ofSlow.stillFits(connection(0), slow.now())).isTrue(); // not this router's
    }
  }

  @Test
  void whoIsStuckInAnAttemptMovesOnWhenTheRolesChange() throws Exception {
    answers.putAll(Map.of(0, PRIMARY, 1, STANDBY));
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger late = new AtomicInteger();
    CompletableFuture<Connection> opened =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return router.open(
                    (host, limit) -> {
                      if (host == 0) {
                        stuck.countDown();
                        await(end);
                        late.incrementAndGet();
                      }
                      return connection(host);
                    },
                    Duration.ofSeconds(20));
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    await(stuck);
    answers.put(1, PROMOTED);
    assertThat(hostOf(opened.get(10, TimeUnit.SECONDS))).isEqualTo(1);
    end.countDown();
    Awaitility.await().until(() -> late.get() == 1);
    // The connection that came too late is nobody's, and is closed.
    Awaitility.await().until(() -> closed.stream().anyMatch(each -> hostOf(each) == 0));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutAWriterTheErrorTellsEachHostsState() {
    answers.putAll(Map.of(0, STANDBY));
    assertThatThrownBy(() -> open(Duration.ofMillis(300)))
        .isInstanceOf(NoHostException.class)
        .hasMessageContaining("none of the hosts is a host that can be written to")
        .hasMessageContaining("one is a standby")
        .hasMessageContaining("two does not answer (no answer)")
        .extracting("SQLState")
        .isEqualTo("08001");
  }

  @Test
  void closingEndsTheWait() throws Exception {
    answers.putAll(Map.of(0, STANDBY, 1, STANDBY));
    CompletableFuture<Throwable> failed =
        CompletableFuture.supplyAsync(
            () -> {
              try (Connection unexpected = open(Duration.ofHours(1))) {
                return new AssertionError("connected to " + hostOf(unexpected));
              } catch (SQLException e) {
                return e;
              }
            });
    Awaitility.await().until(() -> monitor.view().settled());
    router.hurry();
    assertThat(failed.get(10, TimeUnit.SECONDS)).isInstanceOf(NoHostException.class);
  }

  @Test
  void hostsOfDifferentSystemsAreRefused() {
    answers.putAll(Map.of(0, PRIMARY, 1, STRANGER));
    assertThatThrownBy(() -> open(Duration.ofSeconds(10)))
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessageContaining("one of s, two of t")
        .extracting("SQLState")
        .isEqualTo("08004");
  }

  @Test
  void aRefusalIsToldAtOnceAsItIs() {
    SQLException wrongPassword = new SQLException("wrong password", "28P01");
    driver.refusal = wrongPassword;
    assertThatThrownBy(
            () ->
                router.open(
                    (host, limit) -> {
                      throw wrongPassword;
                    },
                    Duration.ofHours(1)))
        .isSameAs(wrongPassword);
  }

  @Test
  void aHostThatComesBackGetsItsShareOfTheConnections() throws Exception {
    answers.putAll(Map.of(0, STANDBY, 1, STANDBY));
    HostRouter readers =
        new HostRouter(
            monitor,
            driver,
            HostChooser.readers(null, true),
            Duration.ofSeconds(20),
            () -> "pool",
            (which, reason) -> {});
    List<Connection> pool = openEach(readers, 4);
    assertThat(pool).extracting(this::hostOf).containsExactlyInAnyOrder(0, 0, 1, 1);
    assertThat(pool).allMatch(readers::isLendable);

    answers.remove(1);
    Awaitility.await().until(() -> retire(readers, pool) == 2);
    pool.addAll(openEach(readers, 2));
    assertThat(pool).extracting(this::hostOf).containsOnly(0);

    answers.put(1, STANDBY);
    Awaitility.await().until(() -> retire(readers, pool) > 0);
    retire(readers, pool);
    assertThat(pool).hasSize(2);
    pool.addAll(openEach(readers, 2));
    assertThat(pool).extracting(this::hostOf).containsExactlyInAnyOrder(0, 0, 1, 1);
    assertThat(retire(readers, pool)).isZero();
  }

  private List<Connection> openEach(HostRouter opener, int count) throws SQLException {
    List<Connection> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(opener.open((host, within) -> connection(host), Duration.ofSeconds(10)));
    }
    return opened;
  }

  /** Closes what must not be lent, as a pool does, and returns how many there were. */
  private int retire(HostRouter lender, List<Connection> pool) {
    int before = pool.size();
    pool.removeIf(
        connection -> {
          boolean retired = !lender.isLendable(connection);
          if (retired) {
            closed.add(connection);
          }
          return retired;
        });
    return before - pool.size();
  }

  @Test
  void theMonitorEndsWithItsThreads() throws Exception {
    answers.putAll(Map.of(0, PRIMARY, 1, STANDBY));
    Connection unused = open(Duration.ofSeconds(10));
    assertThat(threads()).isEqualTo(2);
    monitor.close();
    Awaitility.await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pool:host "))
        .count();
  }
}
