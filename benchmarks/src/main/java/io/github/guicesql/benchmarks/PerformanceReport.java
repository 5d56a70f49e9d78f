package io.github.guicesql.benchmarks;

import io.github.guicesql.benchmarks.PerformanceBenchmark.Results;
import io.github.guicesql.benchmarks.PoolBenchmark.Operation;
import io.github.guicesql.benchmarks.StartMode.Archive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jfree.data.category.DefaultCategoryDataset;

/** What it costs, as the Markdown, the pictures and the CSV of {@code docs/performance.md}. */
final class PerformanceReport {

  private static final int HEIGHT = 1000;
  private static final double START = 1.03;
  private static final double ARCHIVED = 1.15;
  private static final double UNUSED_BYTES = 20_000;
  private static final double USED_HANDLES = 4_000;

  private final Results results;
  private final int rounds;
  private final int processes;

  PerformanceReport(Results results, int rounds, int processes) {
    this.results = results;
    this.rounds = rounds;
    this.processes = processes;
  }

  String markdown(String machine) {
    String introduction =
        """
        # What it costs

        Written by `bash benchmarks/performance` on %s, on a machine with %s.

        Every figure is a median; a ratio is the median of those within a round, in which contenders take turns. Compare
        ratios: milliseconds are this machine's. [Every measurement](benchmarks/performance.csv) is kept.
        """
            .formatted(LocalDate.now(ZoneOffset.UTC), machine);
    return introduction
        + "\n## What was wanted\n\n"
        + wanted()
        + startText()
        + starts()
        + poolText()
        + pools()
        + databasesText()
        + databases();
  }

  private String startText() {
    return """

    ## Start to the first row

    A process that opens a SQLite file, reads a row, prints it, closes everything and ends; %d rounds. *wall* is from the
    process's creation to the row, *CPU* that of the whole process, *peak* the most memory in RAM before the row, *classes*
    what the JVM loaded. None logs. The programs are in [benchmarks/start](../benchmarks/start):

    - *raw JDBC*: `DriverManager`, one connection. *HikariCP*: a pool. Both without a container.
    - *Guice, by hand*: a module with a provider of a `HikariDataSource`, in the singleton scope.
    - *guice-sql*: `SqliteModule` with its defaults.
    - *Bootique* 3.0, *Micronaut* 4.10, *Spring Boot* 4.1: the newest that run on JDK 17, with their own way to a pool of
      HikariCP, and no server.

    An archive holds classes as the JVM has them in memory: AppCDS since JDK 13, an AOT cache since JDK 24. How to make
    one, and what voids it: [startup](guides/startup.md).

    ![CPU of a start](benchmarks/performance-start.png)
    """
        .formatted(rounds);
  }

  private String poolText() {
    return """

    ## Beside the bare pool

    *HikariCP* is a pool set up by hand on the driver's JDBC URL, with `journal_mode=WAL` on SQLite. *guice-sql* is the
    module with its defaults. Each pool has as many connections as there are threads. A point read borrows, prepares,
    reads a row by its key and returns; %d rounds. On SQLite a point read is cheaper here, because prepared
    statements are kept for the next borrower. On PostgreSQL each return looks, without asking the server, at what the
    borrower has left: a transaction, a COPY, changed settings. *bytes* are allocated by the thread that borrows.

    ![CPU of an operation](benchmarks/performance-pool.png)
    """
        .formatted(rounds);
  }

  private String databasesText() {
    return """

    ## From 1 to 1,000 databases

    SQLite databases, each with a name and a file of its own, in one injector and one process, which has opened and closed
    one before; %d rounds. *create* makes the injector and injects each `DataSource`, *query* runs one query in each,
    *close* closes them all. *heap* is what is still in use after a collection, *threads* are
    Java's and *handles* the operating system's, once both are steady. By hand, each pool is made by a provider of the
    service's own, with HikariCP's defaults: where a process may not have as many handles as it needs, it fails.

    ![Threads and handles](benchmarks/performance-databases.png)
    """
        .formatted(processes);
  }

  private List<StartMode> modes() {
    return results.classes().stream().map(StartBenchmark.Classes::mode).distinct().toList();
  }

  private String wanted() {
    List<List<String>> rows = new ArrayList<>();
    StartMode plain = modes().get(0);
    for (StartMode mode : modes()) {
      if (mode.archive() == Archive.NONE) {
        rows.add(
            row(
                mode.title() + ": CPU of a start, to Guice by hand",
                startRatio(mode, StartContender.OURS, mode, StartContender.BY_HAND),
                START));
        plain = mode;
      } else {
        rows.add(
            row(
                mode.title() + ": CPU of a start, to raw JDBC without an archive",
                startRatio(mode, StartContender.OURS, plain, StartContender.RAW),
                ARCHIVED));
      }
    }
    ManyDatabases.Kind unused = ManyDatabases.Kind.UNUSED;
    rows.add(
        row(
            "an unused database of 1,000: bytes of heap",
            of(unused, 1000, ManyDatabases.Cost::heapBytes) / 1000,
            UNUSED_BYTES));
    rows.add(
        row(
            "1,000 unused databases: threads and handles",
            of(unused, 1000, cost -> cost.threads() + cost.handles()),
            0));
    rows.add(
        row(
            "1,000 used SQLite databases: handles",
            of(ManyDatabases.Kind.USED, 1000, ManyDatabases.Cost::handles),
            USED_HANDLES));
    return Tables.of(List.of("", "measured", "wanted", ""), rows);
  }

  private static List<String> row(String what, double measured, double most) {
    return List.of(
        what, number(measured), "≤ " + number(most), measured <= most ? "met" : "**not met**");
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value == Math.rint(value) || value >= 10 ? "%,.0f" : "%.2f", value);
  }

  private String starts() {
    StringBuilder text = new StringBuilder();
    for (StartMode mode : modes()) {
      List<List<String>> rows = new ArrayList<>();
      for (StartContender contender : StartContender.values()) {
        rows.add(
            List.of(
                contender.title,
                Text.count(start(mode, contender, StartBenchmark.Start::wallMillis)),
                Text.count(start(mode, contender, StartBenchmark.Start::cpuMillis)),
                Text.count(start(mode, contender, StartBenchmark.Start::peakMebibytes)),
                Text.count((long) classes(mode, contender)),
                number(startRatio(mode, contender, mode, StartContender.RAW)),
                number(startRatio(mode, contender, mode, StartContender.BY_HAND))));
      }
      text.append("\n### ").append(mode.title()).append("\n\n");
      text.append(
          Tables.of(
              List.of(
                  "",
                  "wall, ms",
                  "CPU, ms",
                  "peak, MiB",
                  "classes",
                  "CPU, to raw JDBC",
                  "CPU, to Guice by hand"),
              rows));
    }
    return text.toString();
  }

  private int classes(StartMode mode, StartContender contender) {
    return results.classes().stream()
        .filter(one -> one.mode().equals(mode) && one.contender() == contender)
        .mapToInt(StartBenchmark.Classes::loaded)
        .findFirst()
        .orElseThrow();
  }

  private List<StartBenchmark.Start> starts(StartMode mode, StartContender contender) {
    return results.starts().stream()
        .filter(start -> start.mode().equals(mode) && start.contender() == contender)
        .toList();
  }

  private double start(
      StartMode mode, StartContender contender, ToDoubleFunction<StartBenchmark.Start> value) {
    return median(starts(mode, contender).stream().map(value::applyAsDouble).toList());
  }

  private double startRatio(
      StartMode mode, StartContender contender, StartMode otherMode, StartContender other) {
    List<StartBenchmark.Start> others = starts(otherMode, other);
    return median(
        starts(mode, contender).stream()
            .map(start -> start.cpuMillis() / others.get(start.round()).cpuMillis())
            .toList());
  }

  private String pools() {
    List<List<String>> rows = new ArrayList<>();
    for (List<PoolBenchmark.Pair> cell : cells()) {
      PoolBenchmark.Pair any = cell.get(0);
      rows.add(
          List.of(
              any.database(),
              any.operation().title,
              Integer.toString(any.threads()),
              decimal(median(cell.stream().map(pair -> pair.hikari().cpuMicros()).toList())),
              decimal(median(cell.stream().map(pair -> pair.ours().cpuMicros()).toList())),
              number(cpuRatio(cell)),
              number(
                  median(
                      cell.stream()
                          .map(pair -> pair.hikari().micros() / pair.ours().micros())
                          .toList())),
              Text.count(median(cell.stream().map(pair -> pair.hikari().bytes()).toList())),
              Text.count(median(cell.stream().map(pair -> pair.ours().bytes()).toList()))));
    }
    return "\n"
        + Tables.of(
            List.of(
                "",
                "",
                "threads",
                "HikariCP, CPU µs",
                "guice-sql, CPU µs",
                "CPU, ratio",
                "throughput, ratio",
                "HikariCP, bytes",
                "guice-sql, bytes"),
            rows);
  }

  private static String decimal(double micros) {
    return String.format(Locale.ROOT, "%.2f", micros);
  }

  private static double cpuRatio(List<PoolBenchmark.Pair> cell) {
    return median(
        cell.stream().map(pair -> pair.ours().cpuMicros() / pair.hikari().cpuMicros()).toList());
  }

  private List<List<PoolBenchmark.Pair>> cells() {
    List<List<PoolBenchmark.Pair>> cells = new ArrayList<>();
    for (String database : List.of("SQLite", "PostgreSQL")) {
      for (Operation operation : Operation.values()) {
        for (int threads : PoolBenchmark.THREADS) {
          cells.add(
              results.pools().stream()
                  .filter(pair -> pair.database().equals(database))
                  .filter(pair -> pair.operation() == operation && pair.threads() == threads)
                  .toList());
        }
      }
    }
    return cells;
  }

  private String databases() {
    List<List<String>> rows = new ArrayList<>();
    for (ManyDatabases.Kind kind : ManyDatabases.Kind.values()) {
      for (int count : DatabasesBenchmark.COUNTS) {
        if (runs(kind, count).isEmpty()) {
          String more = "more than " + Text.count(DatabasesBenchmark.handleLimit());
          rows.add(List.of(kind.title, Text.count((long) count), "", "", "", "", "", more));
          continue;
        }
        rows.add(
            List.of(
                kind.title,
                Text.count((long) count),
                Text.brief(of(kind, count, ManyDatabases.Cost::createMillis)),
                kind == ManyDatabases.Kind.UNUSED
                    ? ""
                    : Text.brief(of(kind, count, ManyDatabases.Cost::queryMillis)),
                Text.brief(of(kind, count, ManyDatabases.Cost::closeMillis)),
                Text.brief(of(kind, count, ManyDatabases.Cost::heapBytes) / 1e3 / count),
                Text.count(of(kind, count, ManyDatabases.Cost::threads)),
                Text.count(of(kind, count, ManyDatabases.Cost::handles))));
      }
    }
    return "\n"
        + Tables.of(
            List.of(
                "",
                "databases",
                "create, ms",
                "query, ms",
                "close, ms",
                "heap, KB each",
                "threads",
                "handles"),
            rows);
  }

  private double of(
      ManyDatabases.Kind kind, int count, ToDoubleFunction<ManyDatabases.Cost> value) {
    return median(runs(kind, count).stream().map(run -> value.applyAsDouble(run.cost())).toList());
  }

  private List<DatabasesBenchmark.Run> runs(ManyDatabases.Kind kind, int count) {
    return results.databases().stream()
        .filter(run -> run.kind() == kind && run.count() == count)
        .toList();
  }

  private static double median(List<Double> values) {
    return Spread.of(values).median();
  }

  void plots(Path folder) throws IOException {
    DefaultCategoryDataset starts = new DefaultCategoryDataset();
    for (StartMode mode : modes()) {
      for (StartContender contender : StartContender.values()) {
        starts.addValue(
            start(mode, contender, StartBenchmark.Start::cpuMillis), contender.title, mode.title());
      }
    }
    Bars.write(
        folder.resolve("performance-start.png"),
        HEIGHT,
        Bars.panel("CPU of a start, ms", starts, Bars.linear(500), 0, Text::count));

    DefaultCategoryDataset pools = new DefaultCategoryDataset();
    for (List<PoolBenchmark.Pair> cell : cells()) {
      PoolBenchmark.Pair any = cell.get(0);
      String name =
          any.database() + ", " + any.operation().title + ", " + Text.threads(any.threads());
      pools.addValue(1, "HikariCP", name);
      pools.addValue(cpuRatio(cell), "guice-sql", name);
    }
    Bars.write(
        folder.resolve("performance-pool.png"),
        HEIGHT,
        Bars.panel(
            "CPU of an operation, ratio to HikariCP",
            pools,
            Bars.linear(0.25),
            0,
            PerformanceReport::number));

    Bars.write(
        folder.resolve("performance-databases.png"),
        HEIGHT,
        Bars.panel(
            "Threads", many(ManyDatabases.Cost::threads), Bars.logarithmic(), 0.5, Text::count),
        Bars.panel(
            "Handles", many(ManyDatabases.Cost::handles), Bars.logarithmic(), 0.5, Text::count));
  }

  private DefaultCategoryDataset many(ToDoubleFunction<ManyDatabases.Cost> value) {
    DefaultCategoryDataset values = new DefaultCategoryDataset();
    for (int count : DatabasesBenchmark.COUNTS) {
      for (ManyDatabases.Kind kind : ManyDatabases.Kind.values()) {
        double one = runs(kind, count).isEmpty() ? 0 : of(kind, count, value);
        // A logarithm has no zero.
        values.addValue(
            one > 0 ? one : null,
            kind.title,
            Text.count((long) count) + (count == 1 ? " database" : " databases"));
      }
    }
    return values;
  }

  String csv() {
    StringBuilder csv = new StringBuilder("part,round,what,where,figure,value\n");
    for (StartBenchmark.Start start : results.starts()) {
      String line = "start," + (start.round() + 1) + "," + start.contender().title + ",";
      line =
          line.replace("Guice, by hand", "Guice by hand") + start.mode().title().replace(",", "");
      add(csv, line, "wall_ms", start.wallMillis());
      add(csv, line, "cpu_ms", start.cpuMillis());
      add(csv, line, "peak_mib", start.peakMebibytes());
    }
    for (PoolBenchmark.Pair pair : results.pools()) {
      String where =
          pair.database() + " " + pair.operation().title + " " + Text.threads(pair.threads());
      String line = "pool," + (pair.round() + 1) + ",";
      addCost(csv, line + "HikariCP," + where, pair.hikari());
      addCost(csv, line + "guice-sql," + where, pair.ours());
    }
    for (DatabasesBenchmark.Run run : results.databases()) {
      String line =
          "databases,"
              + (run.round() + 1)
              + ","
              + run.kind().title.replace(",", "")
              + ","
              + run.count()
              + " databases";
      add(csv, line, "create_ms", run.cost().createMillis());
      add(csv, line, "query_ms", run.cost().queryMillis());
      add(csv, line, "close_ms", run.cost().closeMillis());
      add(csv, line, "heap_bytes", run.cost().heapBytes());
      add(csv, line, "threads", run.cost().threads());
      add(csv, line, "handles", run.cost().handles());
    }
    return csv.toString();
  }

  private static void addCost(StringBuilder csv, String line, PoolBenchmark.Cost cost) {
    add(csv, line, "us", cost.micros());
    add(csv, line, "cpu_us", cost.cpuMicros());
    add(csv, line, "bytes", cost.bytes());
  }

  private static void add(StringBuilder csv, String line, String figure, double value) {
    csv.append(line).append(',').append(figure).append(',');
    csv.append(String.format(Locale.ROOT, "%.3f%n", value));
  }
}
