package io.github.guicesql.sqlite;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one permit to write to a database file that the connections of this process share. SQLite
 * excludes writers by itself, but its waiters sleep and poll, up to a tenth of a second apart, so
 * that some wait long beside a lock that is free. Only speed depends on the gate: SQLite's lock
 * still excludes other processes, and every connection that does not use the gate.
 *
 * <p>A writer that finds the permit free takes it at once (barging), even if others are queued:
 * waking a thread takes longer than most writes, and a connection that writes again still has its
 * pages in the cache. Otherwise it joins a FIFO queue. The first waiter of the queue polls every
 * {@link #POLL_NANOS}. Once it has been first for {@link #PATIENCE_NANOS}, barging stops and a
 * release wakes it. A waiter is therefore overtaken for a bounded time only, once per waiter ahead
 * of it.
 *
 * <p>The permit belongs to a connection, not to a thread: any thread may release it.
 */
final class WriteGate {

  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final AtomicBoolean taken = new AtomicBoolean();
  private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

  /** Takes the permit if it is free and no impatient waiter is queued. */
  boolean tryAcquire() {
    Waiter first = queue.peek();
    return (first == null || !first.isImpatient()) && taken.compareAndSet(false, true);
  }

  /**
   * Queues for the permit. An interrupt does not end the wait, since no statement of SQLite's ends
   * by one; it is kept for the caller.
   *
   * @return false if the time is over or the waiter was cancelled
   */
  boolean acquire(Waiter waiter, long nanos) {
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    queue.add(waiter);
    try {
      while (!waiter.cancelled) {
        boolean first = queue.peek() == waiter;
        if (first) {
          waiter.isFirst();
          if (taken.compareAndSet(false, true)) {
            return true;
          }
        }
        long rest = deadline - System.nanoTime();
        if (rest <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, first ? Math.min(rest, POLL_NANOS) : rest);
        interrupted |= Thread.interrupted();
      }
      return false;
    } finally {
      queue.remove(waiter);
      wake(queue.peek());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How many writers are queued. */
  int waiting() {
    return queue.size();
  }

  void release() {
    taken.set(false);
    Waiter first = queue.peek();
    if (first != null && first.isImpatient()) {
      wake(first);
    }
  }

  /** Releases the permit of a writer that now waits for something else: the next one goes on. */
  void releaseToNext() {
    taken.set(false);
    wake(queue.peek());
  }

  private static void wake(@Nullable Waiter waiter) {
    if (waiter != null) {
      LockSupport.unpark(waiter.thread);
    }
  }

  /** One wait of the current thread for the permit. */
  static final class Waiter {

    private final Thread thread = Thread.currentThread();
    private volatile long firstSince;
    private volatile boolean cancelled;

    /** Ends the wait, from another thread. */
    void cancel() {
      cancelled = true;
      wake(this);
    }

    private void isFirst() {
      if (firstSince == 0) {
        firstSince = System.nanoTime() | 1;
      }
    }

    private boolean isImpatient() {
      long since = firstSince;
      return since != 0 && System.nanoTime() - since >= PATIENCE_NANOS;
    }
  }
}
