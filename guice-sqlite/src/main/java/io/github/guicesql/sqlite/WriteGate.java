package io.github.guicesql.sqlite;

import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one connection of this process write to a database file at a time. SQLite sees to that too,
 * but its waiters sleep and ask again, up to a tenth of a second apart, so that some wait long
 * beside a lock that is free. Nothing but speed rests on the gate: a process that has none of it is
 * kept out by SQLite's lock.
 *
 * <p>Who finds the gate open walks in, even past those who queue: to wake a thread takes longer
 * than most writes, and a connection that writes again still has the pages that it wrote. Who finds
 * it shut queues, first come, first served. The first of the queue looks again every {@link
 * #LOOK_NANOS}; once it has been first for {@link #PATIENCE_NANOS}, nobody walks past it, and who
 * leaves wakes it. So each who came before costs that patience, its own write, and one that walked
 * past.
 *
 * <p>A pass belongs to a connection, not to a thread: any thread may leave for it.
 */
final class WriteGate {

  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** The gates in use: the one static state here, since a file is the whole process's. */
  private static final Map<WriteGate, String> OPEN = new WeakHashMap<>();

  private final AtomicBoolean taken = new AtomicBoolean();
  private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

  private WriteGate() {}

  /** The gate of the database of this canonical name. */
  static WriteGate of(String database) {
    synchronized (OPEN) {
      for (Map.Entry<WriteGate, String> open : OPEN.entrySet()) {
        if (open.getValue().equals(database)) {
          return open.getKey();
        }
      }
      WriteGate gate = new WriteGate();
      OPEN.put(gate, database);
      return gate;
    }
  }

  /** Walks in if that is possible at once. */
  boolean tryEnter() {
    Waiter first = queue.peek();
    return (first == null || !first.isImpatient()) && taken.compareAndSet(false, true);
  }

  /**
   * Queues.
   *
   * @return false if the time is over
   */
  boolean enter(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    Waiter waiter = new Waiter(Thread.currentThread());
    queue.add(waiter);
    try {
      while (true) {
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
        LockSupport.parkNanos(this, first ? Math.min(rest, LOOK_NANOS) : rest);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      queue.remove(waiter);
      wake(queue.peek());
    }
  }

  void leave() {
    taken.set(false);
    Waiter first = queue.peek();
    if (first != null && first.isImpatient()) {
      wake(first);
    }
  }

  private static void wake(@Nullable Waiter waiter) {
    if (waiter != null) {
      LockSupport.unpark(waiter.thread);
    }
  }

  private static final class Waiter {

    private final Thread thread;
    private volatile long firstSince;

    Waiter(Thread thread) {
      this.thread = thread;
    }

    void isFirst() {
      if (firstSince == 0) {
        firstSince = System.nanoTime() | 1;
      }
    }

    boolean isImpatient() {
      long since = firstSince;
      return since != 0 && System.nanoTime() - since >= PATIENCE_NANOS;
    }
  }
}
