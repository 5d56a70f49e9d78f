package io.github.guicesql.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs every cell once a round, and reports. */
final class SqliteBenchmark {

  private SqliteBenchmark() {}

  /** {@link Arguments} says which arguments there are. */
  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    Path home = Path.of(System.getProperty("benchmarks.home", "benchmarks")).toAbsolutePath();
    Path data = Files.createDirectories(home.resolve("target").resolve("data"));
    Arguments arguments = Arguments.parse(home.resolveSibling(""), args);
    String machine = Machine.describe(data);
    Results results = run(arguments, data);

    Path out = Files.createDirectories(arguments.out());
    String report = new Report(arguments, results).markdown(machine, String.join(" ", args));
    System.out.println(report);
    Files.writeString(out.resolve("sqlite.md"), report);
    Files.writeString(out.resolve("sqlite.csv"), Csv.of(results));
    new Plot(arguments, results).write(out.resolve("sqlite.png"));
    System.err.println("sqlite.md, sqlite.csv and sqlite.png are in " + out);
  }

  /**
   * Contenders take turns within a round, and in being first: disks and machines drift. A short
   * round that counts for nothing comes before, in which the JVM compiles what is used.
   */
  static Results run(Arguments arguments, Path folder) throws Exception {
    Path template = folder.resolve("template.db");
    Files.deleteIfExists(template);
    Schema.create(template);
    for (Cell cell : arguments.cells()) {
      cell.measure(0, template, Duration.ZERO, arguments.warmup());
    }
    List<Measurement> measurements = new ArrayList<>();
    for (int round = 0; round < arguments.rounds(); round++) {
      for (Cell cell : arguments.cells(round)) {
        Measurement measurement =
            cell.measure(round, template, arguments.warmup(), arguments.time());
        measurements.add(measurement);
        System.err.printf(
            "round %d of %d: %s: %s/s%n",
            round + 1, arguments.rounds(), cell, Text.count(measurement.perSecond()));
      }
    }
    return new Results(measurements);
  }
}
