package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.guicesql.sqlmodule.driver.MigrationLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
 * <p>For the same reason, this process must not close any channel of the locked file before the
 * lock is released. Therefore only the owner of the process's permit opens it, and what it opens
 * stays open until {@link #close()}.
 *
 * <p>Whoever holds the lock removes the file when it is done. One who was waiting may then hold a
 * lock on a file that has no name any more; therefore each writes a word of its own and looks
 * whether it is found under the name.
 */
final class MigrationFile implements MigrationLock {

  /** A byte behind the word: on Windows, what is locked cannot be read. */
  private static final long LOCKED_BYTE = 1L << 40;

  private final Path path;
  private final MigrationLock permit;
  private final FileChannel locked;
  private final FileChannel named;

  private MigrationFile(Path path, MigrationLock permit, FileChannel locked, FileChannel named) {
    this.path = path;
    this.permit = permit;
    this.locked = locked;
    this.named = named;
  }

  /**
   * Acquires the lock.
   *
   * @param database the database's file, by the name that all processes use
   * @throws TimeoutException if another process, or another pool of this one, has held it for that
   *     long
   */
  static MigrationLock acquire(Path database, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    MigrationLock permit = MigrationPermit.acquire(database.toString(), limit);
    Path path = database.resolveSibling(database.getFileName() + "-migration");
    MigrationFile acquired = null;
    try {
      acquired = acquire(path, permit, deadline);
      return acquired;
    } catch (IOException e) {
      throw new SQLException("The file " + path + " cannot be locked: " + e, e);
    } finally {
      if (acquired == null) {
        permit.close();
      }
    }
  }

  private static MigrationFile acquire(Path path, MigrationLock permit, long deadline)
      throws IOException, TimeoutException, InterruptedException {
    MigrationFile acquired = tryAcquire(path, permit);
    while (acquired == null) {
      long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (remaining <= 0) {
        throw new TimeoutException(path + " is locked");
      }
      Thread.sleep(Math.min(MigrationPermit.POLL_MILLIS, remaining));
      acquired = tryAcquire(path, permit);
    }
    return acquired;
  }

  private static @Nullable MigrationFile tryAcquire(Path path, MigrationLock permit)
      throws IOException {
    FileChannel locked =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileChannel named = null;
    try {
      if (locked.tryLock(LOCKED_BYTE, 1, false) != null) {
        named = openIfNamed(path, locked);
      }
    } finally {
      if (named == null) {
        locked.close();
      }
    }
    return named == null ? null : new MigrationFile(path, permit, locked, named);
  }

  /** Opens the file by its name; returns null if that is another one than the locked one. */
  private static @Nullable FileChannel openIfNamed(Path path, FileChannel locked)
      throws IOException {
    ByteBuffer word = US_ASCII.encode(UUID.randomUUID().toString());
    locked.truncate(0);
    locked.write(word.duplicate(), 0);
    FileChannel named;
    try {
      named = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException removed) {
      return null;
    }
    boolean same = false;
    try {
      ByteBuffer found = ByteBuffer.allocate(word.remaining());
      named.read(found, 0);
      same = found.flip().equals(word);
    } finally {
      if (!same) {
        named.close();
      }
    }
    return same ? named : null;
  }

  /** Removes the file before its lock is released, so that nobody else can hold it then. */
  @Override
  public void close() throws SQLException {
    try (named;
        locked) {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new SQLException("The file " + path + " was not removed: " + e, e);
    } finally {
      permit.close();
    }
  }
}
