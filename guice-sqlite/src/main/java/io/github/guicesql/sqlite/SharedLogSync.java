package io.github.guicesql.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: commits that wait at the same time share one sync.
 *
 * <p>Each commit takes the next number after SQLite has committed it. One of the waiting threads is
 * the leader: it reads the last number, forces the log, and only then publishes that number as
 * synced. Everything up to it was written before the force began. (If the number were read after
 * the force, it would cover commits that the force has not seen.) Whoever comes meanwhile waits for
 * the next group, whose leader begins at once: a group is what has gathered during the force before
 * it, and is never held open for more.
 *
 * <p>After a failed force, no commit is acknowledged until all members have left and the next one
 * has moved the log into the file. The operating system may have dropped what it could not write,
 * and reports the failure once only: a later commit would stand behind a hole in the log, where
 * SQLite does not look for it after a power cut.
 */
final class SharedLogSync implements LogSync {

  private final LogFile log;
  private final AtomicLong committed = new AtomicLong();
  private final AtomicBoolean leading = new AtomicBoolean();
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  private volatile long synced;
  private volatile @Nullable IOException failure;

  SharedLogSync(LogFile log) {
    this.log = log;
  }

  @Override
  public void join(Checkpoint checkpoint) throws SQLException {
    if (!log.isOpen()) {
      IOException failed = failure;
      boolean done = checkpoint.run(failed != null);
      if (done && failed != null) {
        failure = null;
      }
    }
    IOException failed = failure;
    if (failed != null) {
      throw new SQLException(
          "A sync of "
              + log
              + " has failed ("
              + failed.getMessage()
              + "). The file can be opened again when all its connections in this process are"
              + " closed, and nobody else holds up a checkpoint.",
          SqlStates.UNABLE_TO_CONNECT,
          failed);
    }
    log.join();
  }

  @Override
  public void leave() {
    log.leave();
  }

  @Override
  public @Nullable IOException failure() {
    return failure;
  }

  @Override
  public int sync() throws IOException {
    long commit = committed.incrementAndGet();
    int led = 0;
    Waiter waiter = null;
    boolean interrupted = false;
    try {
      while (!isSynced(commit)) {
        if (leading.compareAndSet(false, true)) {
          led = lead(commit);
        } else if (waiter == null) {
          waiter = new Waiter(commit, Thread.currentThread());
          waiters.add(waiter); // and looks again: the leader may have ended in between
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      return led;
    } finally {
      if (waiter != null) {
        waiters.remove(waiter);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isSynced(long commit) throws IOException {
    if (commit <= synced) {
      return true;
    }
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
    return false;
  }

  /** Returns how many commits this thread has made durable. */
  private int lead(long commit) throws IOException {
    try {
      if (isSynced(commit)) {
        return 0;
      }
      long before = synced;
      long group = committed.get(); // before the force
      log.force();
      synced = group;
      return (int) (group - before);
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      leading.set(false);
      wake();
    }
  }

  /** The next leader first: the disk waits for it. */
  private void wake() {
    long done = failure == null ? synced : Long.MAX_VALUE;
    for (Waiter waiter : waiters) {
      if (waiter.commit > done) {
        LockSupport.unpark(waiter.thread);
        break;
      }
    }
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if (waiter.commit <= done) {
        all.remove();
        LockSupport.unpark(waiter.thread);
      }
    }
  }

  private record Waiter(long commit, Thread thread) {}
}
