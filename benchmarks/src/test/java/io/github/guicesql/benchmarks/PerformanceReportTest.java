package io.github.guicesql.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.benchmarks.StartMode.Archive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report makes of measurements; what they are takes minutes, and an idle machine. */
final class PerformanceReportTest {

  @TempDir Path folder;

  private static final StartMode PLAIN = new StartMode(Path.of("java"), 17, Archive.NONE);
  private static final StartMode ARCHIVED = new StartMode(Path.of("java"), 17, Archive.APP_CDS);

  /** Two rounds, the second of which has a machine of half the speed. */
  private static PerformanceReport report(double ours, double handles) {
    List<StartBenchmark.Classes> classes = new ArrayList<>();
    List<StartBenchmark.Start> starts = new ArrayList<>();
    List<PoolBenchmark.Pair> pools = new ArrayList<>();
    List<DatabasesBenchmark.Run> databases = new ArrayList<>();
    for (StartMode mode : List.of(PLAIN, ARCHIVED)) {
      for (StartContender contender : StartContender.values()) {
        classes.add(new StartBenchmark.Classes(mode, contender, 1234));
      }
    }
    for (int round = 0; round < 2; round++) {
      int slower = round + 1;
      for (StartMode mode : List.of(PLAIN, ARCHIVED)) {
        for (StartContender contender : StartContender.values()) {
          double cpu = contender == StartContender.OURS ? ours : 100;
          starts.add(new StartBenchmark.Start(round, contender, mode, 70, cpu * slower, 50));
        }
      }
      for (String database : List.of("SQLite", "PostgreSQL")) {
        for (PoolBenchmark.Operation operation : PoolBenchmark.Operation.values()) {
          for (int threads : PoolBenchmark.THREADS) {
            pools.add(
                new PoolBenchmark.Pair(
                    round,
                    database,
                    operation,
                    threads,
                    new PoolBenchmark.Cost(2 * slower, slower, 56),
                    new PoolBenchmark.Cost(2 * slower, 1.1 * slower, 80)));
          }
        }
      }
      for (ManyDatabases.Kind kind : ManyDatabases.Kind.values()) {
        for (int count : DatabasesBenchmark.COUNTS) {
          double used = kind == ManyDatabases.Kind.UNUSED ? 0 : handles;
          databases.add(
              new DatabasesBenchmark.Run(
                  round, kind, count, new ManyDatabases.Cost(1, 2, 3, 17_900 * count, used, used)));
        }
      }
    }
    return new PerformanceReport(
        new PerformanceBenchmark.Results(classes, starts, pools, databases), 2, 2);
  }

  @Test
  void ratiosAreThoseOfARound() {
    assertThat(report(102, 3000).markdown("2 cores"))
        .contains("2 cores")
        .contains("| JDK 17: CPU of a start, to Guice by hand | 1.02 | ≤ 1.03 | met |")
        .contains("| guice-sql | 70 | 153 | 50 | 1,234 | 1.02 | 1.02 |")
        .contains("| PostgreSQL | point read | 16 | 1.50 | 1.65 | 1.10 | 1 | 56 | 80 |")
        .contains("| an unused database of 1,000: bytes of heap | 17,900 | ≤ 20,000 | met |")
        .contains("| guice-sql, used | 1,000 | 1.0 | 2.0 | 3.0 | 18 | 3,000 | 3,000 |");
  }

  @Test
  void whatIsNotMetIsSaid() {
    assertThat(report(120, 4001).markdown("2 cores"))
        .contains("to Guice by hand | 1.20 | ≤ 1.03 | **not met** |")
        .contains("to raw JDBC without an archive | 1.20 | ≤ 1.15 | **not met** |")
        .contains("handles | 4,001 | ≤ 4,000 | **not met** |");
  }

  @Test
  void itIsDrawnAndKept() throws IOException {
    PerformanceReport report = report(102, 3000);
    assertThat(report.csv().lines()).hasSize(1 + 2 * (2 * 7 * 3 + 8 * 2 * 3 + 3 * 4 * 6));
    report.plots(folder);
    assertThat(folder.resolve("performance-start.png")).isNotEmptyFile();
    assertThat(folder.resolve("performance-pool.png")).isNotEmptyFile();
    assertThat(folder.resolve("performance-databases.png")).isNotEmptyFile();
  }
}
