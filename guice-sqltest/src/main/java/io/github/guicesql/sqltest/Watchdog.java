package io.github.guicesql.sqltest;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a server when its JVM ends, however that happens.
 *
 * <p>It is a shell that reads from a pipe which nobody writes to. The operating system closes the
 * pipe with the JVM, and then the shell stops the server and removes the folder. What a kill of all
 * processes at once leaves is removed by the next start, see {@link OwnedFolder#removeAbandoned}.
 *
 * <p>Q. Why is this not a shutdown hook? A. A killed JVM runs none. And hooks run side by side:
 * this one would stop the database under a service that is still finishing its requests. On
 * Windows, which has no such shell, it is one nevertheless.
 */
final class Watchdog implements AutoCloseable {
  // Ctrl-C reaches all processes of a terminal: the shell has its work still to do then.
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      read -r nothing
      folder=$1
      shift
      "$@"
      [ -z "$folder" ] || { rm -rf "$folder" && rm -f "$folder.lock"; }
      """;

  private final Runnable end;

  private Watchdog(Runnable end) {
    this.end = end;
  }

  /**
   * Watches from now on.
   *
   * @param stop the command that stops the server
   * @param folder what to delete then, with its lock; empty for nothing
   * @param close does both where there is no shell
   */
  static Watchdog over(List<String> stop, String folder, Runnable close) throws IOException {
    if (File.separatorChar == '\\') {
      Thread hook = new Thread(close, "guice-sqltest end");
      Runtime.getRuntime().addShutdownHook(hook);
      return new Watchdog(
          () -> {
            if (Thread.currentThread() != hook) {
              Runtime.getRuntime().removeShutdownHook(hook);
            }
          });
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "guice-sqltest", folder));
    command.addAll(stop);
    Process shell =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    return new Watchdog(() -> shell.destroyForcibly());
  }

  /** Ends the watch: the server is stopped, and its folder will be gone. */
  @Override
  public void close() {
    end.run();
  }
}
