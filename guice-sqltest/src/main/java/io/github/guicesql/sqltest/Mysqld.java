package io.github.guicesql.sqltest;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A MySQL or MariaDB server process. The server's folder contains its process id ({@code
 * server.pid}) and, written by the server itself while it runs, the same id ({@code ready.pid}).
 */
final class Mysqld {

  private Mysqld() {}

  /**
   * Copies the initial data of a new server, which takes a fraction of the time that creating it
   * takes.
   */
  static void copyData(Path origin, Path data) throws IOException {
    try (Stream<Path> all = Files.walk(origin)) {
      for (Path path : all.toList()) {
        Files.copy(path, data.resolve(origin.relativize(path)));
      }
    }
    OwnedFolder.restrict(data, "rwx------");
  }

  /**
   * Writes the statements that create the superuser; the server runs them at each start. Each
   * server of a pair does that for itself, so that they must not be replicated.
   */
  private static void writeUser(ServerFolder server) throws IOException {
    Files.writeString(
        server.secret("user.sql"),
        """
        SET sql_log_bin = 0;
        CREATE USER IF NOT EXISTS '%1$s'@'%%' IDENTIFIED BY '%2$s';
        GRANT ALL ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;
        """
            .formatted(server.address().user(), server.address().password()));
  }

  /** Writes the files that the server reads when it starts. */
  static void prepare(ServerFolder server) throws IOException {
    Path certificate = server.options().certificate();
    Path key = server.options().privateKey();
    if (certificate != null && key != null) {
      server.copied(certificate, "server.crt");
      server.copied(key, "server.key");
    }
    writeUser(server);
  }

  /** Returns the options of a listening server that both products have. */
  static List<String> options(ServerFolder server) {
    Path folder = server.path();
    return List.of(
        // "localhost" may be bound to another address than the one that drivers resolve it to.
        "--bind-address=127.0.0.1",
        "--port=" + server.address().port(),
        "--socket=",
        "--pid-file=" + readyFile(folder),
        "--tmpdir=" + folder,
        "--init-file=" + folder.resolve("user.sql"),
        "--skip-name-resolve");
  }

  /** Checks whether a server that was started is listening. */
  @FunctionalInterface
  interface Listening {
    boolean now() throws IOException;
  }

  /** Starts the server, and returns when it is listening. */
  static void start(List<String> command, Path folder, Path log, Listening listening)
      throws IOException {
    Files.deleteIfExists(readyFile(folder));
    Process process = Commands.start(command, Redirect.PIPE, log);
    try {
      Files.writeString(pidFile(folder), Long.toString(process.pid()));
      await(process, listening);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly().onExit().join();
      throw e;
    }
  }

  private static void await(Process process, Listening listening) throws IOException {
    long deadline = System.nanoTime() + Commands.LIMIT.toNanos();
    try {
      while (!listening.now()) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("It ended with exit code " + process.exitValue());
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "It took longer than " + Commands.LIMIT.toSeconds() + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while it was starting", e);
    }
  }

  static void stop(Path folder) throws IOException {
    Optional<ProcessHandle> server = running(folder);
    server.ifPresent(ProcessHandle::destroy);
    long deadline = System.nanoTime() + Commands.LIMIT.toNanos();
    try {
      while (server.filter(Processes::runs).isPresent()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "It took longer than " + Commands.LIMIT.toSeconds() + " s");
        }
        Thread.sleep(10);
      }
      // The watchdog would read a stale id, which may since belong to another program.
      Files.deleteIfExists(pidFile(folder));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while it was stopping", e);
    }
  }

  static List<String> stopCommand(Path folder) {
    return List.of(
        "sh",
        "-c",
        """
        pid=$(cat "$1") && kill "$pid" || exit
        while kill -0 "$pid" && [ -e "$2" ]; do sleep 0.1; done
        """,
        "guice-sqltest",
        pidFile(folder).toString(),
        readyFile(folder).toString());
  }

  static Optional<ProcessHandle> running(Path folder) {
    try {
      String option = dataOption(Programs.data(folder));
      // After a crash of the machine, the id may belong to another program.
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile(folder)).strip()))
          .filter(Processes::runs)
          .filter(
              process ->
                  process
                      .info()
                      .arguments()
                      .map(all -> List.of(all).contains(option))
                      .orElse(true));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  static String dataOption(Path data) {
    return "--datadir=" + data;
  }

  private static Path pidFile(Path folder) {
    return folder.resolve("server.pid");
  }

  static Path readyFile(Path folder) {
    return folder.resolve("ready.pid");
  }
}
