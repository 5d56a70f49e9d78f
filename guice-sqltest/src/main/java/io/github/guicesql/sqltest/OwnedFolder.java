package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that this JVM owns while it runs. A lock on a file marks the ownership: the operating
 * system releases it however the JVM ends, and unlike a process id it is never reused by another
 * process.
 */
final class OwnedFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);

  /** A random id that is part of the name of each temporary folder of this JVM. */
  private static final String JVM = UUID.randomUUID().toString().substring(0, 13);

  private static final String LOCK = ".lock";

  private final Path path;
  private final Path lockFile;
  private final ProcessLock lock;
  private final boolean temporary;

  private OwnedFolder(Path path, Path lockFile, ProcessLock lock, boolean temporary) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
    this.temporary = temporary;
  }

  /**
   * Returns the folder for all temporary folders of this user, and makes sure that no other user
   * created it.
   */
  static Path base() throws IOException {
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_");
    Path base = Path.of(System.getProperty("java.io.tmpdir"), "guice-sqltest-" + user);
    Files.createDirectories(base);
    Path mine = Files.createTempFile(base, "owner", "");
    try {
      if (!Files.getOwner(base).equals(Files.getOwner(mine))) {
        throw new IOException(
            base + " belongs to " + Files.getOwner(base) + ", not to this user: delete it");
      }
    } finally {
      Files.delete(mine);
    }
    return base;
  }

  /** Creates an empty folder that {@link #close()} deletes. */
  static OwnedFolder temporary(Path base) throws IOException {
    return temporary(base, JVM + "-" + UUID.randomUUID().toString().substring(0, 8));
  }

  static OwnedFolder temporary(Path base, String name) throws IOException {
    Path path = base.resolve(name);
    // The lock file is beside the folder, so that there is never a folder without one.
    Path lockFile = base.resolve(path.getFileName() + LOCK);
    ProcessLock lock = ProcessLock.tryAcquire(lockFile);
    if (lock == null) {
      throw new IOException(lockFile + " is locked by another process");
    }
    OwnedFolder folder = new OwnedFolder(path, lockFile, lock, true);
    try {
      Files.createDirectory(path);
      restrict(path, "rwx------");
      return folder;
    } catch (IOException | RuntimeException e) {
      try {
        folder.close();
      } catch (IOException notClosed) {
        e.addSuppressed(notClosed);
      }
      throw e;
    }
  }

  /** Opens a folder that is kept; it is created if it does not exist. */
  static OwnedFolder kept(Path directory) throws IOException {
    Path path = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path);
      restrict(path, "rwx------");
    }
    Path lockFile = path.resolve("server" + LOCK);
    ProcessLock lock = ProcessLock.tryAcquire(lockFile);
    if (lock == null) {
      throw new IOException(path + " is in use by another server of this or another JVM");
    }
    return new OwnedFolder(path, lockFile, lock, false);
  }

  /**
   * Removes the temporary folders of JVMs that have ended, after stopping what still runs there.
   */
  static void removeAbandoned(Path base, Consumer<Path> stop) {
    try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(base, "*" + LOCK)) {
      for (Path lockFile : lockFiles) {
        removeIfAbandoned(lockFile, stop);
      }
    } catch (IOException | RuntimeException e) {
      // A watchdog may be deleting it at the same time; what is left is removed by the next start.
      LOG.info("Could not remove all that ended JVMs left in {}: {}", base, Bounded.reason(e));
    }
  }

  private static void removeIfAbandoned(Path lockFile, Consumer<Path> stop) throws IOException {
    try (ProcessLock lock = ProcessLock.tryAcquire(lockFile)) {
      if (lock != null) {
        String name = lockFile.getFileName().toString();
        Path folder = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        if (Files.exists(folder)) {
          LOG.info("Removing {}, which an ended JVM left", folder);
          stop.accept(folder);
        }
        delete(folder);
        Files.deleteIfExists(lockFile);
      }
    }
  }

  /** Sets POSIX permissions, if the file system has them. */
  static void restrict(Path path, String permissions) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }

  /** Returns whether root owns the path; this user is then root. */
  static boolean ofRoot(Path path) throws IOException {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(path, "unix:uid").equals(0);
  }

  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  Path path() {
    return path;
  }

  boolean temporary() {
    return temporary;
  }

  /** Releases the folder, and deletes it if it is temporary. */
  @Override
  public void close() throws IOException {
    try {
      if (temporary) {
        delete(path);
        Files.deleteIfExists(lockFile);
      }
    } finally {
      lock.close();
    }
  }
}
