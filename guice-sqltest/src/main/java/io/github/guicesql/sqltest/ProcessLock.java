package io.github.guicesql.sqltest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file that ends with this process. By POSIX, a process loses its locks on a file when
 * it closes any channel of it, which the garbage collector may do, too. Therefore a file that this
 * process has locked is not opened again.
 */
final class ProcessLock implements AutoCloseable {

  /** What is open: the one static state here, since locks are the whole process's. */
  private static final Map<Path, FileChannel> OPEN = new ConcurrentHashMap<>();

  private final Path file;

  private ProcessLock(Path file) {
    this.file = file;
  }

  /** Locks the file, which is created; returns null if this or another process has locked it. */
  static synchronized @Nullable ProcessLock tryAcquire(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    if (OPEN.containsKey(path)) {
      return null;
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    OPEN.put(path, channel);
    ProcessLock lock = new ProcessLock(path);
    try {
      if (channel.tryLock() != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // This class, loaded by another class loader, has locked it: the channel stays open.
      return null;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    lock.close();
    return null;
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    FileChannel channel = OPEN.remove(file);
    if (channel != null) {
      channel.close();
    }
  }
}
