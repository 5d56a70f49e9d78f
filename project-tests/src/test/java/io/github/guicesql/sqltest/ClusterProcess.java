package io.github.guicesql.sqltest;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program of a cluster that runs until it is killed. Its output is kept in {@code
 * target/clusters}, and its process id in a file of the cluster's folder.
 */
final class ClusterProcess {

  private static final Path LOGS = Path.of("target", "clusters");

  private final String name;
  private final ClusterFolder folder;
  private @Nullable Process process;
  private @Nullable Watchdog frozen;

  /**
   * Creates a program that does not run.
   *
   * @param name what it is called in the cluster
   */
  ClusterProcess(String name, ClusterFolder folder) {
    this.name = name;
    this.folder = folder;
  }

  /** Starts the program, and does not wait for it. */
  void start(List<String> command) {
    try {
      Files.createDirectories(LOGS);
      ProcessBuilder builder =
          new ProcessBuilder(folder.programs().asServer(command))
              .directory(folder.path().toFile())
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log().toFile()));
      builder.environment().putAll(folder.programs().environment());
      builder.environment().put("LC_ALL", "C");
      Process started = builder.start();
      process = started;
      Files.writeString(folder.path().resolve(name + ".pid"), started.pid() + "\n");
    } catch (IOException e) {
      throw new IllegalStateException("Could not start " + name + ": " + e.getMessage(), e);
    }
  }

  /** The file with its output. */
  Path log() {
    return LOGS.resolve(folder.name() + "-" + name + ".log");
  }

  /** Returns whether it runs, if only frozen. */
  boolean runs() {
    return process != null && process.isAlive();
  }

  /** Kills the program and those that it has started. */
  void kill() {
    forgetFrozen();
    Process running = process;
    if (running != null) {
      Processes.kill(running.toHandle());
      process = null;
    }
  }

  /** Freezes the program and those that it has started. */
  void freeze() {
    Process running = process;
    if (running != null && frozen == null) {
      try {
        frozen = Processes.freeze(running.toHandle(), folder.commandLog());
      } catch (IOException e) {
        throw new IllegalStateException("Could not freeze " + name + ": " + e.getMessage(), e);
      }
    }
  }

  /** Lets it go on. */
  void thaw() {
    Process running = process;
    if (running != null && frozen != null) {
      forgetFrozen();
      try {
        Processes.thaw(running.toHandle(), folder.commandLog());
      } catch (IOException e) {
        throw new IllegalStateException("Could not thaw " + name + ": " + e.getMessage(), e);
      }
    }
  }

  private void forgetFrozen() {
    if (frozen != null) {
      frozen.close();
      frozen = null;
    }
  }
}
