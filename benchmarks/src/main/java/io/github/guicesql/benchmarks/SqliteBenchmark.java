package io.github.guicesql.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs every cell once a round, and reports. */
final class SqliteBenchmark {

  private SqliteBenchmark() {}

  /** {@link Arguments} says which arguments there are. */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(System.getProperty("benchmarks.home", "benchmarks")).toAbsolutePath();
    Arguments arguments = Arguments.parse(home.resolveSibling(""), args);
    Results results = run(arguments, Files.createDirectories(home.resolve("target/data")));
    System.out.println(new Report(arguments, results).markdown());
  }

  /** Contenders take turns within a round, and in being first: disks and machines drift. */
  static Results run(Arguments arguments, Path folder) throws Exception {
    Path template = folder.resolve("template.db");
    Files.deleteIfExists(template);
    Schema.create(template);
    List<Measurement> measurements = new ArrayList<>();
    for (int round = 0; round < arguments.rounds(); round++) {
      List<Contender> order = new ArrayList<>(arguments.contenders());
      Collections.rotate(order, -round);
      for (Work work : arguments.works()) {
        for (int threads : arguments.threads()) {
          for (Contender contender : order) {
            Measurement measurement =
                new Cell(work, threads, contender)
                    .measure(round, template, arguments.warmup(), arguments.seconds());
            measurements.add(measurement);
            System.err.printf(
                "round %d of %d: %s, %d threads, %s: %,.0f/s%n",
                round + 1,
                arguments.rounds(),
                work.title,
                threads,
                contender.title(),
                measurement.perSecond());
          }
        }
      }
    }
    return new Results(measurements);
  }
}
