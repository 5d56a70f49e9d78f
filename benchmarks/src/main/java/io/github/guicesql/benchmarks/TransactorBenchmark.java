package io.github.guicesql.benchmarks;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * What a transaction costs by {@link Transactor} against the same by hand: two statements, each in
 * a method that asks the data source for its connection, against two statements on one connection
 * with {@code setAutoCommit}, {@code commit} and {@code close}. Both run on one pool, in
 * interleaved rounds; the ratio of transactions per second is the median of those of neighbouring
 * rounds. A third column nests both statements in a call of their own.
 *
 * <p>Arguments: the number of rounds, and the milliseconds of each.
 */
public final class TransactorBenchmark {

  private static final int[] THREADS = {1, 16};

  private TransactorBenchmark() {}

  /** One transaction of a thread. */
  @FunctionalInterface
  private interface Unit {
    void run(int thread) throws SQLException;
  }

  /** Prints a row per database and number of threads. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    int millis = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    System.out.printf(
        "%-10s %7s %12s %14s %10s%n", "", "threads", "by hand, /s", "inTransaction", "nested");
    Path folder = Files.createTempDirectory("transactor-benchmark");
    try (TestDatabase postgres = PostgresServer.shared().createDatabase()) {
      for (int threads : THREADS) {
        String most = Integer.toString(threads);
        row(
            "sqlite",
            new SqliteModule(
                options(
                    "sqlite.path",
                    folder.resolve(most + ".db").toString(),
                    "sqlite.max-open-conns",
                    most)),
            threads,
            rounds,
            millis);
        row(
            "postgres",
            new PostgresModule(
                options("postgres.dsn", postgres.dsn(), "postgres.max-open-conns", most)),
            threads,
            rounds,
            millis);
      }
    }
  }

  private static SqlOptions options(String key, String value, String poolKey, String size) {
    return SqlOptions.defaults().withConfig(ConfigSource.map(Map.of(key, value, poolKey, size)));
  }

  private static void row(String name, Module database, int threads, int rounds, int millis)
      throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(LifecycleModule.using(registry), database, new TransactorModule());
      DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
      Transactor transactor = injector.getInstance(Transactor.key(SqlTokens.defaults()));
      create(db, threads);
      Unit byHand = thread -> byHand(db, thread);
      Unit joined =
          thread ->
              transactor.inTransaction(
                  () -> {
                    update(db, thread);
                    update(db, thread);
                  });
      Unit nested =
          thread ->
              transactor.inTransaction(
                  () ->
                      transactor.inTransaction(
                          () -> {
                            update(db, thread);
                            update(db, thread);
                          }));
      List<Double> rates = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      List<Double> nestedRatios = new ArrayList<>();
      for (int round = -2; round < rounds; round++) {
        double hand = rate(workers, byHand, threads, millis);
        double ours = rate(workers, joined, threads, millis);
        double inner = rate(workers, nested, threads, millis);
        if (round >= 0) {
          rates.add(hand);
          ratios.add(ours / hand);
          nestedRatios.add(inner / hand);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%-10s %7d %12.0f %14.3f %10.3f%n",
          name,
          threads,
          median(rates),
          median(ratios),
          median(nestedRatios));
    } finally {
      workers.shutdownNow();
    }
  }

  private static void create(DataSource db, int threads) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists counter");
      statement.execute("create table counter (id int primary key, n bigint)");
      for (int i = 0; i < threads; i++) {
        statement.execute("insert into counter values (" + i + ", 0)");
      }
    }
  }

  private static void byHand(DataSource db, int thread) throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      try {
        update(connection, thread);
        update(connection, thread);
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void update(DataSource db, int thread) throws SQLException {
    try (Connection connection = db.getConnection()) {
      update(connection, thread);
    }
  }

  private static void update(Connection connection, int thread) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update counter set n = n + 1 where id = ?")) {
      update.setInt(1, thread);
      update.executeUpdate();
    }
  }

  /** Transactions per second. */
  private static double rate(ExecutorService workers, Unit unit, int threads, int millis)
      throws Exception {
    long begin = System.nanoTime();
    long end = begin + millis * 1_000_000L;
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      counts.add(
          workers.submit(
              () -> {
                int done = 0;
                while (System.nanoTime() < end) {
                  unit.run(thread);
                  done++;
                }
                return done;
              }));
    }
    int all = 0;
    for (Future<Integer> count : counts) {
      all += count.get();
    }
    return all * 1e9 / (System.nanoTime() - begin);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
