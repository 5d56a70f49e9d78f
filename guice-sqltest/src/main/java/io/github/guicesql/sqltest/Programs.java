package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A product's programs for this machine, with which servers are run. Each server has a folder of
 * its own, and in it the folder {@link #data} for the product's own files.
 */
interface Programs {

  /** Returns the folder of the server's data, within the server's folder. */
  static Path data(Path folder) {
    return folder.resolve("data");
  }

  /** Returns the file for the output of programs, within the server's folder. */
  static Path words(Path folder) {
    return folder.resolve("command.log");
  }

  /**
   * Creates the data of a new server: a superuser with the address's password, and the address's
   * database.
   *
   * @param data the folder to create; it does not exist yet
   */
  void create(ServerFolder server, Path data) throws IOException;

  /** Writes the other files that a server needs, before its first start by this JVM. */
  void prepare(ServerFolder server) throws IOException;

  /**
   * Starts a server. It is listening when this method returns.
   *
   * @param log the file for its output
   * @throws IllegalStateException if it does not start
   */
  void start(ServerFolder server, Path log) throws IOException;

  /**
   * Stops the server of this folder, and waits until it has stopped.
   *
   * @throws IllegalStateException if it does not stop
   */
  void stop(Path folder) throws IOException;

  /** Returns a command that stops the server after this JVM has ended. */
  List<String> stopCommand(Path folder);

  /** Returns the server that runs in this folder, whichever JVM started it; empty if none does. */
  Optional<ProcessHandle> running(Path folder);
}
