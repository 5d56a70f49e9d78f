package io.github.guicesql.sqlite;

import io.github.guicesql.sqlmodule.driver.MigrationLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The lock for migrations of a database file: a lock on a file beside it, which ends with the
 * process. SQLite's own lock would hold up the migration's connections. A lock on the database file
 * itself is impossible: by POSIX, closing the channel would release SQLite's locks, too.
 *
 * <p>Whoever holds the lock removes the file when it is done. One who was waiting may then hold a
 * lock on a file that has no name any more; therefore each writes a word of its own and looks
 * whether it is found under the name.
 */
final class MigrationFile implements MigrationLock {

  private static final long POLL_MILLIS = 50;

  /** A byte behind the word: on Windows, what is locked cannot be read. */
  private static final long LOCKED_BYTE = 1L << 40;

  private final Path path;
  private final FileChannel channel;

  private MigrationFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Acquires the lock.
   *
   * @param database the database's file, by the name that all processes use
   * @throws TimeoutException if another process, or another pool of this one, has held it for that
   *     long
   */
  static MigrationFile acquire(Path database, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    Path path = database.resolveSibling(database.getFileName() + "-migration");
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        MigrationFile acquired = tryAcquire(path);
        if (acquired != null) {
          return acquired;
        }
      } catch (IOException e) {
        throw new SQLException("The file " + path + " cannot be locked: " + e, e);
      }
      long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (remaining <= 0) {
        throw new TimeoutException(path + " is locked");
      }
      Thread.sleep(Math.min(POLL_MILLIS, remaining));
    }
  }

  private static @Nullable MigrationFile tryAcquire(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean acquired = false;
    try {
      acquired = lock(channel) && isNamed(path, channel);
    } finally {
      if (!acquired) {
        channel.close();
      }
    }
    return acquired ? new MigrationFile(path, channel) : null;
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  /** Returns whether the locked file is the one that has the name. */
  private static boolean isNamed(Path path, FileChannel channel) throws IOException {
    String word = UUID.randomUUID().toString();
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.US_ASCII)), 0);
    try {
      return Files.readString(path).equals(word);
    } catch (NoSuchFileException removed) {
      return false;
    }
  }

  /** Removes the file before its lock is released, so that nobody else can hold it then. */
  @Override
  public void close() throws SQLException {
    try (channel) {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new SQLException("The file " + path + " was not removed: " + e, e);
    }
  }
}
