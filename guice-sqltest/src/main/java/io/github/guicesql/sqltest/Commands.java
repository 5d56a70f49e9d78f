package io.github.guicesql.sqltest;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a server's programs. */
final class Commands {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private Commands() {}

  /**
   * Runs a program until it exits.
   *
   * @param output the file for its output; a server that it starts would keep a pipe open
   * @throws IllegalStateException with its output, if it fails or exceeds {@link #LIMIT}
   */
  static void run(List<String> command, Path output) throws IOException {
    finish(command, start(command, Redirect.PIPE, output), output);
  }

  /** Runs a program like {@link #run(List, Path)}, with a file as its input. */
  static void run(List<String> command, File input, Path output) throws IOException {
    finish(command, start(command, Redirect.from(input), output), output);
  }

  /** Starts a program, without the user's own settings for such programs. */
  static Process start(List<String> command, Redirect input, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(input)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // These variables, such as PGPORT or MYSQL_UNIX_PORT, are meant for the user's own server.
    builder.environment().keySet().removeIf(name -> name.matches("(PG|MYSQL_|MARIADB_).*"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static void finish(List<String> command, Process process, Path output)
      throws IOException {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            command + " took longer than " + LIMIT.toSeconds() + " s: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted: " + command, e);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(command + " failed: " + Files.readString(output).strip());
    }
  }
}
