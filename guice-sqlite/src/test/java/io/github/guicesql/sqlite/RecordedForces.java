package io.github.guicesql.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The real syncs of a log, which a test can count, hold up and have fail. */
final class RecordedForces {

  private final Semaphore allowed = new Semaphore(Integer.MAX_VALUE);
  private volatile @Nullable Path log;
  private volatile byte[] forced = {};
  private volatile @Nullable IOException failure;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  LogSync of(Path path) {
    log = path;
    return new SharedLogSync(new LogFile(path, this::force));
  }

  private void force(AsynchronousFileChannel channel) throws IOException {
    byte[] before = content();
    begun.incrementAndGet();
    allowed.acquireUninterruptibly();
    IOException injected = failure;
    if (injected != null) {
      throw injected;
    }
    channel.force(false);
    forced = before;
    done.incrementAndGet();
  }

  private byte[] content() {
    Path path = log;
    try {
      return path == null || !Files.exists(path) ? new byte[0] : Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds up the forces from now on. */
  void hold() {
    allowed.drainPermits();
  }

  /** Lets this many end. */
  void letGo(int count) {
    allowed.release(count);
  }

  void letGo() {
    allowed.drainPermits();
    allowed.release(Integer.MAX_VALUE);
  }

  void fail(@Nullable String message) {
    failure = message == null ? null : new IOException(message);
  }

  /** How many have begun. */
  int begun() {
    return begun.get();
  }

  /** How many have succeeded. */
  int done() {
    return done.get();
  }

  /** Whether nothing was written to the log since the last force that succeeded began. */
  boolean isAllForced() {
    return Arrays.equals(content(), forced);
  }
}
