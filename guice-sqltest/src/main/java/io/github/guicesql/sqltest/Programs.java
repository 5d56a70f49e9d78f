package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A product's programs for this machine, and how a server is run with them. Each server has a
 * folder of its own, and in it the folder {@link #data} with what the product itself keeps.
 */
interface Programs {

  /** Where a server's data is, in the server's folder. */
  static Path data(Path folder) {
    return folder.resolve("data");
  }

  /** Where a program's words go, in the server's folder. */
  static Path words(Path folder) {
    return folder.resolve("command.log");
  }

  /**
   * Makes the data of a new server: a superuser with the address's password, and the address's
   * database.
   *
   * @param data where; it is not there yet
   */
  void create(ServerFolder server, Path data) throws IOException;

  /** Writes whatever else a server needs to start, before its first start by this JVM. */
  void prepare(ServerFolder server) throws IOException;

  /**
   * Starts a server. It listens when this returns.
   *
   * @param log where its words go
   * @throws IllegalStateException if it does not start
   */
  void start(ServerFolder server, Path log) throws IOException;

  /**
   * Stops the server of this folder, and waits until it has stopped.
   *
   * @throws IllegalStateException if it does not stop
   */
  void stop(Path folder) throws IOException;

  /** A command that does the same when this JVM is no more. */
  List<String> stopCommand(Path folder);

  /** The server that runs in this folder, whoever started it; empty if none does. */
  Optional<ProcessHandle> running(Path folder);
}
