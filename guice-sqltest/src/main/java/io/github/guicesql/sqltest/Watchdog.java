package io.github.guicesql.sqltest;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops a server when its JVM ends, however that happens.
 *
 * <p>It is a shell that reads from a pipe to which nobody writes. When the JVM ends, the operating
 * system closes the pipe, and the shell stops the server and removes the folder. If all processes
 * are killed at once, the next start removes what is left, see {@link OwnedFolder#removeAbandoned}.
 *
 * <p>Q. Why is this not a shutdown hook? A. A killed JVM runs none. Besides, hooks run
 * concurrently: this one would stop the database while a service is still finishing its requests.
 * On Windows, which has no such shell, it is a shutdown hook nevertheless.
 */
final class Watchdog implements AutoCloseable {
  // Ctrl-C reaches all processes of a terminal, and the shell must survive it to do its work.
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
   * Starts watching.
   *
   * @param stop the command that stops the server
   * @param folder the folder to delete afterwards, with its lock; empty for none
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

  /** Ends the watch: the server is stopped, and the folder is removed. */
  @Override
  public void close() {
    end.run();
  }
}
