package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of a cluster's data. It is removed when it is closed, and with this JVM: then all
 * processes whose ids are in its files are killed, too.
 */
final class ClusterFolder implements AutoCloseable {

  private static final String KILL =
      "for file in \"$0\"/*.pid \"$0\"/*/postmaster.pid; do"
          + " [ ! -f \"$file\" ] || kill -9 $(head -n 1 \"$file\"); done";

  private final String name;
  private final DebianPrograms programs;
  private final OwnedFolder folder;
  private final Watchdog watchdog;

  private ClusterFolder(String name, DebianPrograms programs, OwnedFolder folder)
      throws IOException {
    this.name = name;
    this.programs = programs;
    this.folder = folder;
    String path = folder.path().toString();
    watchdog = Watchdog.over(List.of("sh", "-c", KILL, path), path, () -> {});
  }

  /**
   * Creates an empty folder.
   *
   * @param name the cluster's name
   */
  static ClusterFolder create(String name) {
    try {
      DebianPrograms programs = DebianPrograms.find();
      ClusterFolder created =
          new ClusterFolder(name, programs, OwnedFolder.temporary(OwnedFolder.base()));
      created.own();
      return created;
    } catch (IOException e) {
      throw new IllegalStateException("There is no folder for a cluster: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  Path path() {
    return folder.path();
  }

  DebianPrograms programs() {
    return programs;
  }

  /** The file for the output of programs that end. */
  Path commandLog() {
    return path().resolve("command.log");
  }

  /** Writes a file that the servers may read. */
  Path write(String file, String text) {
    try {
      Path written = Files.writeString(path().resolve(file), text);
      own();
      return written;
    } catch (IOException e) {
      throw new IllegalStateException("Could not write " + file + ": " + e.getMessage(), e);
    }
  }

  private void own() throws IOException {
    programs.own(path());
  }

  /** Runs a program as the servers' user until it exits. */
  void run(List<String> command) {
    try {
      Commands.run(programs.asServer(withEnvironment(command)), commandLog());
    } catch (IOException e) {
      throw new IllegalStateException(command + " did not run: " + e.getMessage(), e);
    }
  }

  private List<String> withEnvironment(List<String> command) {
    List<String> whole = new ArrayList<>(List.of("env"));
    programs.environment().forEach((variable, value) -> whole.add(variable + "=" + value));
    whole.addAll(command);
    return whole;
  }

  /** Removes the folder. No program may use it any more. */
  @Override
  public void close() {
    watchdog.close();
    try {
      folder.close();
    } catch (IOException e) {
      throw new IllegalStateException(path() + " is still there: " + e.getMessage(), e);
    }
  }
}
