package io.github.guicesql.benchmarks;

import com.google.inject.Guice;
import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * What borrowing and returning a connection costs through our data source, against HikariCP alone
 * over the same connections: CPU time and allocated bytes of the threads that borrow, in
 * interleaved rounds, as the median of the ratios of neighbouring rounds.
 *
 * <p>Arguments: the number of rounds, and of borrows per thread and round.
 */
public final class BorrowBenchmark {

  private static final int[] THREADS = {1, 2, 16};
  private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private BorrowBenchmark() {}

  private record Cost(double nanos, double bytes) {}

  /** Prints a row per number of threads. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    int borrows = args.length > 1 ? Integer.parseInt(args[1]) : 400_000;
    System.out.printf(
        "%7s %10s %10s %8s %8s%n", "threads", "hikari ns", "ratio", "hikari B", "our B");
    for (int threads : THREADS) {
      row(threads, rounds, borrows / Math.min(threads, 4));
    }
  }

  private static void row(int threads, int rounds, int borrows) throws Exception {
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      DataSource ours =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new SqliteModule(
                      SqlOptions.defaults()
                          .withConfig(
                              ConfigSource.map(
                                  Map.of(
                                      "sqlite.path",
                                      ":memory:",
                                      "sqlite.max-open-conns",
                                      Integer.toString(threads))))))
              .getInstance(SqlTokens.defaults().dbKey());
      ours.getConnection().close();
      HikariConfig config = new HikariConfig();
      config.setDataSource(ours.unwrap(DriverHandle.class).unpooled());
      config.setMaximumPoolSize(threads);
      config.setMaxLifetime(0);
      config.setKeepaliveTime(0);
      try (HikariDataSource hikari = new HikariDataSource(config)) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
          List<Double> ratios = new ArrayList<>();
          List<Double> nanos = new ArrayList<>();
          Cost alone = new Cost(0, 0);
          Cost through = alone;
          for (int round = -3; round < rounds; round++) {
            alone = measure(workers, hikari, threads, borrows);
            through = measure(workers, ours, threads, borrows);
            if (round >= 0) {
              ratios.add(through.nanos() / alone.nanos());
              nanos.add(alone.nanos());
            }
          }
          System.out.printf(
              Locale.ROOT,
              "%7d %10.0f %10.3f %8.0f %8.0f%n",
              threads,
              median(nanos),
              median(ratios),
              alone.bytes(),
              through.bytes());
        } finally {
          workers.shutdown();
        }
      }
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Cost measure(
      ExecutorService workers, DataSource dataSource, int threads, int borrows) throws Exception {
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Future<Cost>> costs = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      costs.add(
          workers.submit(
              () -> {
                together.await();
                long bytes = BEAN.getCurrentThreadAllocatedBytes();
                long cpu = BEAN.getCurrentThreadCpuTime();
                for (int n = 0; n < borrows; n++) {
                  borrow(dataSource);
                }
                return new Cost(
                    (double) (BEAN.getCurrentThreadCpuTime() - cpu) / borrows,
                    (double) (BEAN.getCurrentThreadAllocatedBytes() - bytes) / borrows);
              }));
    }
    double nanos = 0;
    double bytes = 0;
    for (Future<Cost> cost : costs) {
      nanos += cost.get().nanos() / threads;
      bytes += cost.get().bytes() / threads;
    }
    return new Cost(nanos, bytes);
  }

  private static void borrow(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      if (connection == null) {
        throw new SQLException("no connection");
      }
    }
  }
}
