package io.github.guicesql.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Starts each program as a process of its own, and measures it from outside. Needs bash, whose
 * {@code time} knows a process's CPU time to the millisecond, and Linux's {@code /proc}.
 */
final class StartBenchmark {

  private static final String ROW = "the first row";

  private static final String TIMED = "TIMEFORMAT='%3U %3S'; { time \"$@\" 2>\"$0\"; }";

  /**
   * One start.
   *
   * @param wallMillis from the process's creation to the row
   * @param cpuMillis of the whole process, with its orderly end
   * @param peakMebibytes the most memory that it had in RAM before the row
   */
  record Start(
      int round,
      StartContender contender,
      StartMode mode,
      double wallMillis,
      double cpuMillis,
      double peakMebibytes) {}

  /** How many classes a start loads, from jars or from archives. */
  record Classes(StartMode mode, StartContender contender, int loaded) {}

  private final Path folder;
  private final Path database;
  private final List<StartMode> modes;
  private final Map<StartContender, String> classPaths = new EnumMap<>(StartContender.class);

  StartBenchmark(Path home, Path folder, List<StartMode> modes) throws IOException, SQLException {
    this.folder = folder;
    this.modes = modes;
    database = folder.resolve("start.db");
    for (StartContender contender : StartContender.values()) {
      classPaths.put(contender, contender.classPath(home, folder));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma journal_mode=wal");
      statement.execute("create table item (id integer primary key, name text)");
      statement.execute("insert into item values (1, '" + ROW + "')");
    }
  }

  /** Makes the archives, and counts the classes. An archive that is not used is an error. */
  List<Classes> prepare() throws IOException, InterruptedException {
    List<Classes> counts = new ArrayList<>();
    for (StartMode mode : modes) {
      for (StartContender contender : StartContender.values()) {
        if (mode.archive() != StartMode.Archive.NONE) {
          measure(0, contender, mode, mode.making(mode.file(contender, folder)));
        }
        counts.add(new Classes(mode, contender, classes(contender, mode)));
      }
    }
    return counts;
  }

  private int classes(StartContender contender, StartMode mode)
      throws IOException, InterruptedException {
    Path log = folder.resolve("classes.log");
    Files.deleteIfExists(log);
    List<String> options = new ArrayList<>(mode.using(mode.file(contender, folder)));
    options.add("-Xlog:class+load:file=" + log);
    measure(0, contender, mode, options);
    List<String> lines = Files.readAllLines(log);
    // The JVM's own archive has the JDK's classes only, and one that cannot be used is passed over
    // in silence.
    if (mode.archive() != StartMode.Archive.NONE
        && lines.stream()
            .noneMatch(
                line -> line.contains(" org.sqlite.") && line.contains("shared objects file"))) {
      throw new IOException(mode.title() + ": " + contender.title + " does not use its archive.");
    }
    return (int) lines.stream().filter(line -> line.contains(" source: ")).count();
  }

  List<Start> round(int round) throws IOException, InterruptedException {
    List<StartContender> order = new ArrayList<>(List.of(StartContender.values()));
    Collections.rotate(order, round);
    List<Start> starts = new ArrayList<>();
    for (StartMode mode : modes) {
      for (StartContender contender : order) {
        starts.add(measure(round, contender, mode, mode.using(mode.file(contender, folder))));
      }
    }
    return starts;
  }

  private Start measure(int round, StartContender contender, StartMode mode, List<String> options)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors.log");
    Path times = folder.resolve("times.log");
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", TIMED, errors.toString(), mode.java().toString()));
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(contender),
            contender.main,
            database.toString()));
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(times.toFile()).start();
    double wall = 0;
    double peak = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals(ROW)) {
          wall = (System.nanoTime() - begin) / 1e6;
          peak = peakMebibytes(process);
          process.getOutputStream().close();
        }
      }
    }
    if (process.waitFor() != 0 || wall == 0) {
      throw new IOException(
          contender.title + ", " + mode.title() + " failed:\n" + Files.readString(errors));
    }
    List<String> seconds = Files.readAllLines(times);
    double cpu =
        Stream.of(seconds.get(seconds.size() - 1).split(" "))
            .mapToDouble(Double::parseDouble)
            .sum();
    return new Start(round, contender, mode, wall, cpu * 1e3, peak);
  }

  private String classPath(StartContender contender) {
    return Objects.requireNonNull(classPaths.get(contender));
  }

  private static double peakMebibytes(Process shell) {
    long java = shell.children().findFirst().orElseThrow().pid();
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(java), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
