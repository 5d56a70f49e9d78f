package io.github.guicesql.benchmarks;

import com.google.inject.Guice;
import com.google.inject.Module;
import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** Borrowing, and reading one row by its key: our data source beside HikariCP set up by hand. */
final class PoolBenchmark {

  static final List<Integer> THREADS = List.of(1, 16);

  private static final int ROWS = 10_000;
  private static final int CHECK_EVERY = 32;
  private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What a thread does again and again. */
  enum Operation {
    BORROW("borrow and return") {
      @Override
      void run(DataSource db, int key) throws SQLException {
        db.getConnection().close();
      }
    },
    READ("point read") {
      @Override
      void run(DataSource db, int key) throws SQLException {
        try (Connection connection = db.getConnection();
            PreparedStatement select =
                connection.prepareStatement("select name from item where id = ?")) {
          select.setInt(1, key);
          try (ResultSet row = select.executeQuery()) {
            row.next();
            row.getString(1);
          }
        }
      }
    };

    final String title;

    Operation(String title) {
      this.title = title;
    }

    abstract void run(DataSource db, int key) throws SQLException;
  }

  /**
   * What an operation takes.
   *
   * @param micros each thread's time for one, on the clock
   * @param cpuMicros the threads' CPU time for one
   * @param bytes what it allocates
   */
  record Cost(double micros, double cpuMicros, double bytes) {}

  /** Both, of one round. */
  record Pair(
      int round, String database, Operation operation, int threads, Cost hikari, Cost ours) {}

  private PoolBenchmark() {}

  static List<Pair> run(Path folder, int rounds, int millis) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    try (TestDatabase postgres = PostgresServer.shared().createDatabase()) {
      for (int threads : THREADS) {
        String most = Integer.toString(threads);
        Path file = folder.resolve("pool-" + most + ".db");
        HikariConfig sqlite = new HikariConfig();
        sqlite.setJdbcUrl("jdbc:sqlite:" + file + "?journal_mode=WAL");
        run(
            pairs,
            "SQLite",
            sqlite,
            new SqliteModule(
                options(Map.of("sqlite.path", file.toString(), "sqlite.max-open-conns", most))),
            threads,
            rounds,
            millis);
        HikariConfig server = new HikariConfig();
        server.setJdbcUrl(postgres.jdbcUrl());
        server.setUsername(postgres.user());
        server.setPassword(postgres.password());
        run(
            pairs,
            "PostgreSQL",
            server,
            new PostgresModule(
                options(Map.of("postgres.dsn", postgres.dsn(), "postgres.max-open-conns", most))),
            threads,
            rounds,
            millis);
      }
    }
    return pairs;
  }

  private static SqlOptions options(Map<String, String> values) {
    return SqlOptions.defaults().withConfig(ConfigSource.map(values));
  }

  private static void run(
      List<Pair> pairs,
      String name,
      HikariConfig byHand,
      Module module,
      int threads,
      int rounds,
      int millis)
      throws Exception {
    byHand.setMaximumPoolSize(threads);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (LifecycleRegistry registry = new LifecycleRegistry();
        HikariDataSource hikari = new HikariDataSource(byHand)) {
      DataSource ours =
          Guice.createInjector(LifecycleModule.using(registry), module)
              .getInstance(SqlTokens.defaults().dbKey());
      create(hikari);
      fill(hikari, threads);
      fill(ours, threads);
      for (Operation operation : Operation.values()) {
        for (int round = -2; round < rounds; round++) {
          // Each is the first one in half of the rounds.
          boolean oursFirst = Math.floorMod(round, 2) == 1;
          Cost first = measure(workers, oursFirst ? ours : hikari, operation, threads, millis);
          Cost second = measure(workers, oursFirst ? hikari : ours, operation, threads, millis);
          if (round >= 0) {
            pairs.add(
                new Pair(
                    round,
                    name,
                    operation,
                    threads,
                    oursFirst ? second : first,
                    oursFirst ? first : second));
          }
        }
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static void create(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists item");
      statement.execute("create table item (id int primary key, name varchar(20))");
      connection.setAutoCommit(false);
      for (int i = 0; i < ROWS; i++) {
        statement.addBatch("insert into item values (" + i + ", 'item " + i + "')");
      }
      statement.executeBatch();
      connection.commit();
    }
  }

  /** A pool that opens connections while it is measured spoils the figures. */
  private static void fill(DataSource db, int connections) throws SQLException {
    List<Connection> borrowed = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      borrowed.add(db.getConnection());
    }
    for (Connection connection : borrowed) {
      connection.close();
    }
  }

  private static Cost measure(
      ExecutorService workers, DataSource db, Operation operation, int threads, int millis)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Future<Cost>> costs = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int first = thread * CHECK_EVERY;
      costs.add(
          workers.submit(
              () -> {
                together.await();
                long bytes = BEAN.getCurrentThreadAllocatedBytes();
                long cpu = BEAN.getCurrentThreadCpuTime();
                long begin = System.nanoTime();
                long end = begin + millis * 1_000_000L;
                long done = 0;
                while (System.nanoTime() < end) {
                  for (int i = 0; i < CHECK_EVERY; i++) {
                    operation.run(db, (int) ((first + done++) % ROWS));
                  }
                }
                return new Cost(
                    (System.nanoTime() - begin) / 1e3 / done,
                    (BEAN.getCurrentThreadCpuTime() - cpu) / 1e3 / done,
                    (double) (BEAN.getCurrentThreadAllocatedBytes() - bytes) / done);
              }));
    }
    double micros = 0;
    double cpuMicros = 0;
    double bytes = 0;
    for (Future<Cost> cost : costs) {
      micros += cost.get().micros() / threads;
      cpuMicros += cost.get().cpuMicros() / threads;
      bytes += cost.get().bytes() / threads;
    }
    return new Cost(micros, cpuMicros, bytes);
  }
}
