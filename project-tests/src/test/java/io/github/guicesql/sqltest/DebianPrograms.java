package io.github.guicesql.sqltest;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The programs of Debian's packages, which {@code .ci/clusters} has unpacked into the folder of the
 * system property {@code clusters.home}; a program that is not there is the system's own.
 *
 * @param roots the folders in which to look for programs, in order
 */
record DebianPrograms(List<Path> roots) {

  /** The user who runs the servers if this user is root, whom some of them refuse. */
  private static final int NOBODY = 65534;

  static DebianPrograms find() {
    String home = System.getProperty("clusters.home", "");
    return new DebianPrograms(
        home.isEmpty() ? List.of(Path.of("/")) : List.of(Path.of(home), Path.of("/")));
  }

  /**
   * Returns a file of a package.
   *
   * @param pattern the file's path in the package, in which {@code *} is any name
   * @throws IllegalStateException if there is none: the tests of clusters are never skipped
   */
  Path file(String pattern) {
    return roots.stream()
        .flatMap(root -> matching(root, Path.of(pattern)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "There is no "
                        + pattern
                        + " in "
                        + roots
                        + ": run the tests of clusters by .ci/clusters, which fetches it"));
  }

  /** Returns the files that match a pattern; of several names, the last one comes first. */
  private static Stream<Path> matching(Path folder, Path pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, pattern.getName(0).toString())) {
      entries.forEach(found::add);
    } catch (IOException e) {
      return Stream.empty();
    }
    found.sort((one, other) -> other.compareTo(one));
    return pattern.getNameCount() == 1
        ? found.stream()
        : found.stream()
            .flatMap(each -> matching(each, pattern.subpath(1, pattern.getNameCount())));
  }

  /** Returns the variables with which the programs find each other, and their libraries. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", joined("usr/sbin", "usr/bin") + ":" + System.getenv("PATH"));
    environment.put("LD_LIBRARY_PATH", joined("usr/lib/*-linux-gnu"));
    environment.put("PYTHONPATH", joined("usr/lib/python3/dist-packages"));
    return environment;
  }

  private String joined(String... patterns) {
    return String.join(
        File.pathSeparator,
        Stream.of(patterns)
            .flatMap(pattern -> matching(roots.get(0), Path.of(pattern)))
            .map(Path::toString)
            .toList());
  }

  /** Returns the command that runs a program as the servers' user. */
  List<String> asServer(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> whole =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    whole.addAll(command);
    return whole;
  }

  /** Makes the servers' user the owner of a folder and of all that is in it. */
  void own(Path folder) throws IOException {
    if (isRoot()) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.toList()) {
          Files.setAttribute(path, "unix:uid", NOBODY);
        }
      }
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
