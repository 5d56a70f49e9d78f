package io.github.guicesql.transactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.SqlOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 16 threads move money while everything fails that can: the total stays, what was acknowledged is
 * there, what failed is not, and all else was reported as unknown.
 */
abstract class MoneyTest {

  private static final int THREADS = 16;
  private static final int SHORT = 25;
  private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("soak.seconds", 120));

  private final Engine engine;

  MoneyTest(Engine engine) {
    this.engine = engine;
  }

  @Test
  @Timeout(120)
  void moneyIsNeitherMadeNorLost() throws Exception {
    AtomicLong transfers = new AtomicLong();
    run(() -> transfers.getAndIncrement() < THREADS * SHORT);
  }

  @Test
  @Tag("long")
  @Timeout(600)
  void moneyIsNeitherMadeNorLostInMinutes() throws Exception {
    long end = System.nanoTime() + LONG.toNanos();
    run(() -> System.nanoTime() < end);
  }

  private void run(BooleanSupplier more) throws Exception {
    Faults faults = new Faults();
    Engine.Place place = engine.create();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Service observer =
            new Service(place, SqlOptions.defaults().withPool(pool -> pool.setMaximumPoolSize(4)));
        Service service =
            new Service(
                place,
                SqlOptions.defaults()
                    .withPool(pool -> pool.setMaximumPoolSize(THREADS))
                    .withDataSource(faults::decorate))) {
      Bank bank = new Bank(engine, service, observer, faults);
      bank.open();
      Map<Long, Bank.Outcome> outcomes = new ConcurrentHashMap<>();
      AtomicLong ids = new AtomicLong();
      SplittableRandom seeds = new SplittableRandom(17);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = seeds.split();
        running.add(
            threads.submit(
                () -> {
                  while (more.getAsBoolean()) {
                    long id = ids.incrementAndGet();
                    outcomes.put(id, bank.transfer(id, random));
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      assertThat(service.borrowed()).isZero();
      check(observer, outcomes);
    } finally {
      threads.shutdownNow();
      place.drop().run();
    }
  }

  private static void check(Service observer, Map<Long, Bank.Outcome> outcomes)
      throws SQLException {
    Map<Integer, Long> expected = new TreeMap<>();
    for (int i = 0; i < Bank.ACCOUNTS; i++) {
      expected.put(i, Bank.EACH);
    }
    Set<Long> there = new HashSet<>();
    Map<Integer, Long> balances = new TreeMap<>();
    try (Connection connection = observer.db().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("select * from transfer")) {
        while (row.next()) {
          there.add(row.getLong(1));
          expected.merge(row.getInt(2), -row.getLong(4), Long::sum);
          expected.merge(row.getInt(3), row.getLong(4), Long::sum);
        }
      }
      try (ResultSet row = statement.executeQuery("select id, balance from account")) {
        while (row.next()) {
          balances.put(row.getInt(1), row.getLong(2));
        }
      }
    }
    assertThat(balances).isEqualTo(expected);
    Map<Bank.Outcome, Integer> counts = new TreeMap<>();
    outcomes.forEach(
        (id, outcome) -> {
          counts.merge(outcome, 1, Integer::sum);
          if (outcome != Bank.Outcome.UNKNOWN) {
            assertThat(there.contains(id))
                .as("transfer %s, %s", id, outcome)
                .isEqualTo(outcome == Bank.Outcome.ACKNOWLEDGED);
          }
        });
    // Each kind of outcome was seen, so that the checks above had something to find.
    assertThat(counts).containsOnlyKeys(Bank.Outcome.values());
    assertThat(counts.get(Bank.Outcome.ACKNOWLEDGED)).isGreaterThan(outcomes.size() / 6);
  }
}
