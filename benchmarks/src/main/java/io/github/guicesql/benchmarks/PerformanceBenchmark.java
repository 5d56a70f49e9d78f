package io.github.guicesql.benchmarks;

import io.github.guicesql.benchmarks.StartMode.Archive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@code docs/performance.md}, what is drawn in it, and every measurement.
 *
 * <p>Arguments, each optional: {@code --rounds=} of starts and of pools, {@code --processes=}, the
 * rounds of many databases, {@code --millis=} of a pool's measurement, {@code --newer=}, the home
 * of a JDK of 25 or later for its AOT cache, {@code --out=}, the folder that has {@code docs}.
 */
final class PerformanceBenchmark {

  /** What was measured. */
  record Results(
      List<StartBenchmark.Classes> classes,
      List<StartBenchmark.Start> starts,
      List<PoolBenchmark.Pair> pools,
      List<DatabasesBenchmark.Run> databases) {}

  private PerformanceBenchmark() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    int rounds = Integer.parseInt(argument(args, "--rounds=", "9"));
    int processes = Integer.parseInt(argument(args, "--processes=", "3"));
    int millis = Integer.parseInt(argument(args, "--millis=", "250"));
    String newer = argument(args, "--newer=", "");
    Path home = Path.of(System.getProperty("benchmarks.home", "benchmarks")).toAbsolutePath();
    Path docs = Path.of(argument(args, "--out=", home.resolve("target/results").toString()));
    Path target = Files.createDirectories(home.resolve("target"));
    Path folder = Files.createTempDirectory(target, "performance");

    List<StartMode> modes = new ArrayList<>();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    modes.add(new StartMode(java, Runtime.version().feature(), Archive.NONE));
    modes.add(new StartMode(java, Runtime.version().feature(), Archive.APP_CDS));
    if (!newer.isEmpty()) {
      Path other = Path.of(newer, "bin", "java");
      modes.add(new StartMode(other, version(other), Archive.NONE));
      modes.add(new StartMode(other, version(other), Archive.AOT));
    }

    String machine = Machine.describe(folder);
    StartBenchmark start = new StartBenchmark(home, folder, modes);
    List<StartBenchmark.Classes> classes = start.prepare();
    List<StartBenchmark.Start> starts = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      starts.addAll(start.round(round));
      System.err.printf("starts: round %d of %d%n", round + 1, rounds);
    }
    List<PoolBenchmark.Pair> pools = PoolBenchmark.run(folder, rounds, millis);
    System.err.println("pools: done");
    List<DatabasesBenchmark.Run> databases = new ArrayList<>();
    for (int round = 0; round < processes; round++) {
      databases.addAll(new DatabasesBenchmark(folder).round(round));
      System.err.printf("databases: round %d of %d%n", round + 1, processes);
    }
    DatabasesBenchmark.delete(folder);
    Results results = new Results(classes, starts, pools, databases);
    PerformanceReport report = new PerformanceReport(results, rounds, processes);
    Path pictures = Files.createDirectories(docs.resolve("benchmarks"));
    Files.writeString(docs.resolve("performance.md"), report.markdown(machine));
    Files.writeString(pictures.resolve("performance.csv"), report.csv());
    report.plots(pictures);
    System.err.println("performance.md is in " + docs);
  }

  private static String argument(String[] args, String name, String otherwise) {
    for (String arg : args) {
      if (arg.startsWith(name)) {
        return arg.substring(name.length());
      }
    }
    return otherwise;
  }

  private static int version(Path java) throws IOException {
    Process process = new ProcessBuilder(java.toString(), "--version").start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Integer.parseInt(text.replaceFirst("(?s)\\D*(\\d+).*", "$1"));
  }
}
