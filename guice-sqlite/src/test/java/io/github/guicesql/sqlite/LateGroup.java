package io.github.guicesql.sqlite;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Shared syncs with a fault: the group is taken after the force, and has members who have committed
 * meanwhile. What tells apart right from wrong has to find it.
 */
final class LateGroup implements LogSync {

  private final LogFile log;
  private final ReentrantLock leading = new ReentrantLock(true);
  private final AtomicLong committed = new AtomicLong();
  private long synced; // guarded by leading

  LateGroup(LogFile log) {
    this.log = log;
  }

  @Override
  public void join(Checkpoint checkpoint) {
    log.join();
  }

  @Override
  public void leave() {
    log.leave();
  }

  @Override
  public int sync() throws IOException {
    long commit = committed.incrementAndGet();
    leading.lock();
    try {
      if (synced >= commit) {
        return 0;
      }
      log.force();
      long before = synced;
      synced = committed.get();
      return (int) (synced - before);
    } finally {
      leading.unlock();
    }
  }

  @Override
  public @Nullable IOException failure() {
    return null;
  }
}
