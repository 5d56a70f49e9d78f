package io.github.guicesql.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs {@link ManyDatabases} in a process of its own for each number and kind of databases. */
final class DatabasesBenchmark {

  static final List<Integer> COUNTS = List.of(1, 10, 100, 1000);

  /** HikariCP opens ten connections at once, each of them three files. */
  private static final long HANDLES_BY_HAND = 31L;

  /** What one process said. */
  record Run(int round, ManyDatabases.Kind kind, int count, ManyDatabases.Cost cost) {}

  private final Path folder;

  DatabasesBenchmark(Path folder) {
    this.folder = folder;
  }

  List<Run> round(int round) throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    for (int count : COUNTS) {
      for (ManyDatabases.Kind kind : ManyDatabases.Kind.values()) {
        if (kind == ManyDatabases.Kind.BY_HAND && count * HANDLES_BY_HAND > handleLimit()) {
          continue;
        }
        runs.add(new Run(round, kind, count, run(kind, count)));
      }
    }
    return runs;
  }

  /** Returns how many files a process may have open. */
  static long handleLimit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  ManyDatabases.Cost run(ManyDatabases.Kind kind, int count)
      throws IOException, InterruptedException {
    Path files = Files.createTempDirectory(folder, "many");
    Path errors = folder.resolve("many.log");
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx2g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ManyDatabases.class.getName(),
                  kind.name(),
                  Integer.toString(count),
                  files.toString())
              .redirectError(errors.toFile())
              .start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(count + " " + kind.title + " failed:\n" + Files.readString(errors));
      }
      return ManyDatabases.Cost.parse(out.substring(out.lastIndexOf('\n') + 1));
    } finally {
      delete(files);
    }
  }

  static void delete(Path files) throws IOException {
    try (Stream<Path> all = Files.walk(files)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
