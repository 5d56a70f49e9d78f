package io.github.guicesql.sqltest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kills, freezes and thaws the processes of a server. */
final class Processes {
  private Processes() {}

  /** Kills the server without any shutdown, and returns when none of its processes is left. */
  static void kill(ProcessHandle server) {
    List<ProcessHandle> all = all(server);
    all.forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + Commands.LIMIT.toNanos();
    while (all.stream().anyMatch(Processes::runs)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "It took longer than " + Commands.LIMIT.toSeconds() + " s to kill " + server.pid());
      }
      pause();
    }
  }

  /**
   * Freezes the server: its sockets stay open, and nothing answers. The first process is frozen
   * before the others, so that it starts no more of them.
   *
   * @param output the file for the output of programs
   * @return what thaws the server if this JVM ends before
   */
  static Watchdog freeze(ProcessHandle server, Path output) throws IOException {
    if (File.separatorChar == '\\') {
      throw new UnsupportedOperationException("Windows cannot freeze a process");
    }
    signal("STOP", List.of(server), output);
    List<ProcessHandle> all = all(server);
    signal("STOP", all, output);
    return Watchdog.over(command("CONT", all), "", () -> {});
  }

  /** Continues a server that {@link #freeze} stopped. */
  static void thaw(ProcessHandle server, Path output) throws IOException {
    signal("CONT", all(server), output);
  }

  /** Waits a moment before something is asked again. */
  static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a test server", e);
    }
  }

  private static List<ProcessHandle> all(ProcessHandle server) {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(server);
    server.descendants().forEach(all::add);
    return all;
  }

  // A process that was not yet waited for, as in a container without an init, has no command.
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private static void signal(String name, List<ProcessHandle> processes, Path output)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"", "guice-sqltest"));
    command.addAll(command(name, processes));
    Commands.run(command, output);
  }

  private static List<String> command(String signal, List<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    return command;
  }
}
