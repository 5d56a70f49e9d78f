package io.github.guicesql.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.core.DB;

/**
 * The file that a pool has open, told from another one that has its name now. SQLite does not
 * notice in WAL mode that its file was replaced or removed: it acknowledges writes into a file that
 * nobody finds any more, and a connection that is opened later reads the old file's log over the
 * new file. Nor can it tell that a file has two names (hard links), with a log beside each.
 *
 * <p>Thread-safe. Where the file system has no keys for files, only a removed file is noticed.
 */
final class DatabaseFile {

  /** The interval of the checks in a busy pool. A check costs as much as reading a row. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A page of a database and its header in the log, of 512 to 65536 bytes: the usual size. */
  private static final long SMALLEST_WRITE = 4096 + 24;

  private final Path path;
  private final boolean written;
  private final boolean hasUnixAttributes;

  /** The file that the open connections have; null while there is none. */
  private volatile @Nullable Object key;

  private volatile long lastLook = System.nanoTime();

  /**
   * A database's file.
   *
   * @param written whether it is opened for writing. A file that is only read may have many names
   */
  DatabaseFile(Path path, boolean written) {
    this.path = path;
    this.written = written;
    hasUnixAttributes = path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** Before SQLite opens the file, and would make one where there is none any more. */
  void beforeOpening() throws SQLException {
    Look look = look();
    if (look != null || key != null) {
      refuse(fault(look));
    }
  }

  /** After SQLite has opened the file: the first connection says which one it is. */
  synchronized void opened() throws SQLException {
    Look look = look();
    if (key == null && look != null) {
      key = look.key();
    }
    refuse(fault(look));
  }

  /**
   * After the last connection was closed. A file that was unchanged until then may be replaced:
   * nothing of it is left beside it.
   */
  synchronized void closed() {
    if (isInPlace()) {
      key = null;
    }
  }

  /** Returns whether the name still leads to the file that is open, and no other name does. */
  boolean isInPlace() {
    return fault(look()) == null;
  }

  /** Looks now and then whether the file is in place. */
  void check() throws SQLException {
    long now = System.nanoTime();
    if (now - lastLook >= LOOK_NANOS) {
      refuse(fault(look()));
      lastLook = now; // not after a failure, so that each writer is told
    }
  }

  /** Returns whether {@link #check} would succeed. */
  boolean wasInPlace() {
    try {
      check();
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  /**
   * Returns why the file cannot be written to, for people; null if it can be, or is only read. What
   * the file system does not say is no reason.
   */
  @Nullable String unwritable() {
    if (!written) {
      return null;
    }
    if (!Files.isWritable(path)) {
      return path + " cannot be written to: its permissions or its file system are read-only.";
    }
    try {
      return Files.getFileStore(path).getUsableSpace() < SMALLEST_WRITE
          ? path + " cannot grow: its disk is full."
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static void refuse(@Nullable Fault fault) throws SQLException {
    if (fault != null) {
      throw SqlStates.named(DB.newSQLException(fault.code().code, fault.text()));
    }
  }

  private @Nullable Fault fault(@Nullable Look look) {
    if (look == null) {
      return moved("was removed or renamed", "put the file back, or start with another one");
    }
    Object opened = key;
    if (opened != null && !opened.equals(look.key())) {
      return moved("was replaced", "start it again");
    }
    if (look.manyNames()) {
      return new Fault(
          SQLiteErrorCode.SQLITE_READONLY,
          path
              + " has another name, too (a hard link). SQLite keeps a log beside each name: written"
              + " by two, the file breaks. Remove the other name, or make a copy instead.");
    }
    return null;
  }

  private Fault moved(String what, String then) {
    return new Fault(
        SQLiteErrorCode.SQLITE_READONLY_DBMOVED,
        path
            + " "
            + what
            + " while it was open. Nothing more is written, since it would go to the old file."
            + " Stop the service, remove "
            + path
            + "-wal and -shm, which are the old file's, and "
            + then
            + ".");
  }

  /** Returns the file's attributes, or null if there is no such file. */
  private @Nullable Look look() {
    try {
      if (!hasUnixAttributes) {
        return new Look(Files.readAttributes(path, BasicFileAttributes.class).fileKey(), false);
      }
      Map<String, Object> attributes = Files.readAttributes(path, "unix:fileKey,nlink");
      boolean manyNames = written && attributes.get("nlink") instanceof Integer names && names > 1;
      return new Look(attributes.get("fileKey"), manyNames);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return new Look(key, false); // nothing is known, so nothing is refused
    }
  }

  /**
   * The attributes of a file.
   *
   * @param key the same for the same file, if the file system has such
   * @param manyNames whether it has more than one (hard links), and is written to
   */
  private record Look(@Nullable Object key, boolean manyNames) {}

  private record Fault(SQLiteErrorCode code, String text) {}
}
