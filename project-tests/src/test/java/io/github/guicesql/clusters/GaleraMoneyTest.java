package io.github.guicesql.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqltest.GaleraCluster;
import io.github.guicesql.transactor.CommitUnknownException;
import io.github.guicesql.transactor.Retry;
import io.github.guicesql.transactor.TransactionException;
import io.github.guicesql.transactor.TransactionOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads move money on all nodes of a Galera cluster at once, so that their transactions collide
 * between nodes: the total stays, what was acknowledged is there, and what failed is not.
 */
@Tag("cluster")
@Timeout(600)
final class GaleraMoneyTest {

  private static final int ACCOUNTS = 8;
  private static final int EACH = 1000;
  private static final int THREADS = 12;
  private static final int TRANSFERS = 900;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final TransactionOptions ONCE = TransactionOptions.defaults().withName("transfer");
  private static final TransactionOptions RETRIED = ONCE.withRetry(Retry.times(100).within(LIMIT));

  private enum Outcome {
    ACKNOWLEDGED,
    FAILED,
    UNKNOWN
  }

  private static GaleraCluster cluster;

  private final LongAdder runs = new LongAdder();
  private final Map<Long, Outcome> outcomes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();

  @BeforeAll
  static void launch() {
    cluster = GaleraCluster.launch("galera-money");
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void allRun() throws Exception {
    cluster.awaitAll();
    try (Connection connection = cluster.nodes().get(0).connectAsApp("mariadb");
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists account, transfer");
      statement.execute("create table account (id int primary key, balance bigint not null)");
      statement.execute(
          "create table transfer (id bigint primary key, debtor int, creditor int, amount int)");
      for (int account = 0; account < ACCOUNTS; account++) {
        statement.execute("insert into account values (" + account + ", " + EACH + ")");
      }
    }
  }

  /** One collision, with the bare driver: the one that commits first wins. */
  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void theLoserOfACollisionGetsADeadlock(String scheme) throws Exception {
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < 20; round++) {
      try (Connection one = cluster.nodes().get(0).connectAsApp(scheme);
          Connection other = cluster.nodes().get(1).connectAsApp(scheme)) {
        one.setAutoCommit(false);
        other.setAutoCommit(false);
        add(one, 0, 1);
        add(other, 0, 1);
        one.commit();
        try {
          if (round % 2 == 1) {
            awaitBalance(EACH + round + 1); // the other node has applied it, and undone its own
          }
          other.commit();
          seen.add("committed, too");
        } catch (SQLException e) {
          if (seen.add(Callers.state(e))) {
            System.out.println("  " + scheme + ", a collision: " + e);
          }
        }
      }
    }
    assertThat(seen).containsExactly("40001/1213");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void withoutARetryTheLosersFailAndHaveMovedNothing(String scheme) throws Exception {
    move(scheme, false, ONCE, () -> {});
    check("no retry, " + scheme);
    assertThat(count(Outcome.FAILED)).isPositive();
    assertThat(count(Outcome.UNKNOWN)).isZero();
    assertThat(failures.keySet()).isSubsetOf("40001/1213", "HY000/1205");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void withARetryEachTransferHappens(String scheme) throws Exception {
    move(scheme, false, RETRIED, () -> {});
    check("with a retry, " + scheme);
    assertThat(count(Outcome.ACKNOWLEDGED)).isEqualTo(outcomes.size());
    assertThat(runs.sum()).isGreaterThan(outcomes.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aNodeIsKilledMeanwhile(String scheme) throws Exception {
    move(scheme, true, RETRIED, () -> cluster.nodes().get(1).kill());
    check("with a retry, a node killed, " + scheme);
    assertThat(count(Outcome.FAILED) + count(Outcome.UNKNOWN)).isLessThan(2 * THREADS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb", "mysql"})
  void aNodeIsCutOffMeanwhile(String scheme) throws Exception {
    try {
      move(scheme, true, RETRIED, () -> cluster.nodes().get(1).isolate());
    } finally {
      cluster.nodes().get(1).rejoin();
    }
    check("with a retry, a node cut off from the others, " + scheme);
  }

  private interface Act {
    void happen() throws Exception;
  }

  /**
   * Moves money on all nodes.
   *
   * @param severalHosts whether each of the three services may go to another node
   * @param halfWay what happens when half of the transfers are done
   */
  private void move(String scheme, boolean severalHosts, TransactionOptions options, Act halfWay)
      throws Exception {
    AtomicLong ids = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Service> services = new ArrayList<>();
    try {
      for (int node = 0; node < cluster.nodes().size(); node++) {
        services.add(
            Service.onMysql(
                severalHosts ? cluster.dsn(scheme, node) : cluster.nodes().get(node).dsn(scheme)));
      }
      LongPredicate more = id -> id <= TRANSFERS;
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Service service = services.get(thread % services.size());
        running.add(
            threads.submit(
                () -> {
                  RandomGenerator random = ThreadLocalRandom.current();
                  for (long id = ids.incrementAndGet(); more.test(id); id = ids.incrementAndGet()) {
                    outcomes.put(id, transfer(service, options, id, random));
                  }
                  return null;
                }));
      }
      await().atMost(LIMIT).until(() -> ids.get() > TRANSFERS / 2);
      halfWay.happen();
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
      services.forEach(Service::close);
    }
  }

  private Outcome transfer(
      Service service, TransactionOptions options, long id, RandomGenerator random) {
    int debtor = random.nextInt(ACCOUNTS);
    int creditor = (debtor + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = 1 + random.nextInt(10);
    try {
      service
          .transactor()
          .with(options)
          .useConnection(
              connection -> {
                runs.increment();
                add(connection, debtor, -amount);
                add(connection, creditor, amount);
                try (PreparedStatement insert =
                    connection.prepareStatement("insert into transfer values (?, ?, ?, ?)")) {
                  insert.setLong(1, id);
                  insert.setInt(2, debtor);
                  insert.setInt(3, creditor);
                  insert.setInt(4, amount);
                  insert.executeUpdate();
                }
              });
      return Outcome.ACKNOWLEDGED;
    } catch (CommitUnknownException e) {
      note("unknown: ", e.getCause());
      return Outcome.UNKNOWN;
    } catch (TransactionException e) {
      note("", e.getCause()); // it did not begin, or was not committed
      return Outcome.FAILED;
    } catch (SQLException e) {
      note("", e);
      return Outcome.FAILED;
    }
  }

  private void note(String prefix, @Nullable Throwable failure) {
    String state =
        failure instanceof SQLException thrown ? Callers.state(thrown) : String.valueOf(failure);
    failures.computeIfAbsent(prefix + state, same -> new LongAdder()).increment();
  }

  /** Reads and writes, so that an update would be lost if transactions did not exclude it. */
  private static void awaitBalance(long balance) {
    await("the other node has the commit")
        .until(
            () -> {
              try (Connection third = cluster.nodes().get(1).connectAsApp("mariadb")) {
                return Service.number(third, "select balance from account where id = 0") == balance;
              }
            });
  }

  private static void add(Connection connection, int account, int amount) throws SQLException {
    int balance =
        Service.number(
            connection, "select balance from account where id = " + account + " for update");
    try (PreparedStatement update =
        connection.prepareStatement("update account set balance = ? where id = ?")) {
      update.setInt(1, balance + amount);
      update.setInt(2, account);
      update.executeUpdate();
    }
  }

  private long count(Outcome outcome) {
    return outcomes.values().stream().filter(outcome::equals).count();
  }

  private void check(String what) throws SQLException {
    Map<Integer, Integer> expected = new TreeMap<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      expected.put(account, EACH);
    }
    Set<Long> there = new HashSet<>();
    Map<Integer, Integer> balances = new TreeMap<>();
    try (Connection connection = cluster.nodes().get(0).connectAsApp("mariadb");
        Statement statement = connection.createStatement()) {
      statement.execute("set session wsrep_sync_wait = 1");
      try (ResultSet row = statement.executeQuery("select * from transfer")) {
        while (row.next()) {
          there.add(row.getLong(1));
          expected.merge(row.getInt(2), -row.getInt(4), Integer::sum);
          expected.merge(row.getInt(3), row.getInt(4), Integer::sum);
        }
      }
      try (ResultSet row = statement.executeQuery("select id, balance from account")) {
        while (row.next()) {
          balances.put(row.getInt(1), row.getInt(2));
        }
      }
    }
    System.out.printf(
        "  %s: %d transfers, %d runs, %d acknowledged, %d failed, %d unknown, %s%n",
        what,
        outcomes.size(),
        runs.sum(),
        count(Outcome.ACKNOWLEDGED),
        count(Outcome.FAILED),
        count(Outcome.UNKNOWN),
        failures);
    assertThat(balances).isEqualTo(expected);
    assertThat(balances.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(ACCOUNTS * EACH);
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome != Outcome.UNKNOWN) {
            assertThat(there.contains(id))
                .as("transfer %s, %s", id, outcome)
                .isEqualTo(outcome == Outcome.ACKNOWLEDGED);
          }
        });
  }
}
