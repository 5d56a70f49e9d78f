package io.github.guicesql.sqlite;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A log file, opened a second time beside SQLite to be forced to the disk. One channel serves all
 * members. It is opened for the first force and closed when the last member leaves, since SQLite
 * may then remove the log, and the next one is another file of that name.
 *
 * <p>The log is the one file of a database that may be opened so. SQLite's locks are on the others,
 * and on POSIX systems a process loses all its locks on a file when it closes any handle of it.
 *
 * <p>Thread-safe.
 */
final class LogFile {

  /** Forces a channel. */
  @FunctionalInterface
  interface Force {
    void force(AsynchronousFileChannel log) throws IOException;
  }

  private final Path path;
  private final Force force;
  private int members; // guarded by this
  private @Nullable AsynchronousFileChannel channel; // guarded by this

  /** Forces its content: an {@code fdatasync} on Linux. */
  LogFile(Path path) {
    // An interrupt would close a FileChannel.
    this(path, log -> log.force(false));
  }

  LogFile(Path path, Force force) {
    this.path = path;
    this.force = force;
  }

  synchronized void join() {
    members++;
  }

  /** Waits for a force that is under way. */
  synchronized void leave() {
    members--;
    AsynchronousFileChannel current = channel;
    if (members == 0 && current != null) {
      channel = null;
      try {
        current.close();
      } catch (IOException nothingWasWrittenThroughIt) {
        // There is nothing to lose, and a failed force was reported.
      }
    }
  }

  /** Returns whether there are members. */
  synchronized boolean isOpen() {
    return members > 0;
  }

  /** Returns when everything that was written to the log before this call is on the disk. */
  void force() throws IOException {
    while (true) {
      AsynchronousFileChannel current = channel();
      if (current == null) {
        forceLeft();
        return;
      }
      try {
        force.force(current);
        return;
      } catch (ClosedChannelException lastMemberHasLeft) {
        Thread.onSpinWait();
      }
    }
  }

  private synchronized @Nullable AsynchronousFileChannel channel() throws IOException {
    AsynchronousFileChannel current = channel;
    if (current == null && members > 0) {
      current = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
      channel = current;
    }
    return current;
  }

  /**
   * For a commit whose connection was closed from another thread. If the log is gone, SQLite has
   * moved all of it into the file and synced that.
   */
  private void forceLeft() throws IOException {
    try (AsynchronousFileChannel log =
        AsynchronousFileChannel.open(path, StandardOpenOption.WRITE)) {
      force.force(log);
    } catch (NoSuchFileException moved) {
      // It is durable.
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
