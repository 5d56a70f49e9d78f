package io.github.guicesql.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmark runs and would notice a loss; never how fast anything is. */
final class SqliteBenchmarkTest {

  @TempDir Path folder;

  private Arguments arguments(String... more) {
    return Arguments.parse(folder, more);
  }

  @Test
  void itRunsAndNothingIsLost() throws Exception {
    Arguments arguments =
        arguments(
            "--works=transactions,mixed",
            "--contenders=plain,ours,limit",
            "--threads=2",
            "--rounds=1",
            "--seconds=0.05",
            "--warmup=0.01");
    Results results = SqliteBenchmark.run(arguments, folder);
    assertThat(results.measurements()).hasSize(6);
    assertThat(results.measurements())
        .allSatisfy(
            measurement -> {
              assertThat(measurement.done() + measurement.failed()).isPositive();
              assertThat(measurement.longest()).isPositive();
              assertThat(measurement.difference()).isEqualTo(new Ledger.Difference(0, 0));
            });

    String report = new Report(arguments, results).markdown("A machine", "--rounds=1");
    assertThat(report).contains("A machine", "wanted", "| 90% reads, 10% inserts | 2 | limit |");
    assertThat(Csv.of(results).lines()).hasSize(7);
    Path plot = folder.resolve("plot.png");
    new Plot(arguments, results).write(plot);
    assertThat(plot).isNotEmptyFile();
  }

  @Test
  void aLossIsNoticed() throws Exception {
    Path file = folder.resolve("a.db");
    Schema.create(file);
    Ledger first = new Ledger(0);
    Ledger second = new Ledger(1);
    try (Database database = arguments().contenders().get(0).open(file)) {
      first.insert(database.access());
      first.insert(database.access());
      first.increment(database.access(), 7);
      second.insert(database.access());
      second.increment(database.access(), 7);
    }
    List<Ledger> ledgers = List.of(first, second);
    try (Connection connection = Schema.connect(file)) {
      assertThat(Ledger.Difference.of(connection, ledgers)).isEqualTo(new Ledger.Difference(0, 0));
      execute(connection, "delete from events where id = 1");
      execute(connection, "update accounts set balance = 1 where id = 7");
      execute(connection, "insert into events values (5, '')");
      assertThat(Ledger.Difference.of(connection, ledgers)).isEqualTo(new Ledger.Difference(2, 1));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void argumentsSayWhatToRun() {
    Arguments arguments =
        arguments("--contenders=plain,ours+max-open-conns=32", "--works=reads", "--seconds=0.5");
    assertThat(arguments.contenders())
        .extracting(Contender::toString)
        .containsExactly("plain", "ours+max-open-conns=32");
    assertThat(arguments.works()).containsExactly(Work.READS);
    assertThat(arguments.threads()).containsExactly(1, 16);
    assertThat(arguments.time()).isEqualTo(Duration.ofMillis(500));
    assertThat(arguments.cells(1).get(0).contender()).hasToString("ours+max-open-conns=32");
  }

  @Test
  void whatIsNoArgumentIsRefused() {
    assertThatThrownBy(() -> arguments("--round=3")).hasMessageContaining("--round.");
    assertThatThrownBy(() -> arguments("--works=writes")).hasMessageContaining("\"writes\"");
    assertThatThrownBy(() -> arguments("--contenders=ours+x")).hasMessageContaining("name=value");
    assertThatThrownBy(() -> Contender.parse("ours+sise=3").open(folder.resolve("a.db")))
        .hasMessageContaining("sise");
  }
}
