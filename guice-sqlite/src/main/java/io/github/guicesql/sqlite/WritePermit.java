package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.WriteGate.Waiter;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection's share in the {@link WriteGate}: whether it holds the permit, and which of its
 * threads wait for it.
 */
final class WritePermit {

  private final @Nullable WriteGate gate;
  private final boolean wakesNext;
  private final DatabaseObserver observer;
  private final AtomicBoolean held = new AtomicBoolean();
  private final List<Waiter> waiters = new ArrayList<>(1); // guarded by itself
  private volatile boolean closed;

  /**
   * A share.
   *
   * @param gate without one, for a database that is only read, there is never anything to wait for
   * @param wakesNext whether a release wakes the next waiter at once
   * @param observer learns how long each wait took
   */
  WritePermit(@Nullable WriteGate gate, boolean wakesNext, DatabaseObserver observer) {
    this.observer = observer;
    this.gate = gate;
    this.wakesNext = wakesNext;
  }

  /** Returns whether the connection holds the permit, or needs none. */
  boolean isSettled() {
    return gate == null || held.get();
  }

  /**
   * Acquires the permit, which is not settled.
   *
   * @return false if the time is over, or the execution or the connection has ended
   */
  boolean acquire(Execution execution, long nanos) {
    WriteGate gate = this.gate;
    if (gate == null || !(gate.tryAcquire() || queue(gate, execution, nanos))) {
      return false;
    }
    held.set(true);
    if (closed) { // by another thread, which may have released it too early
      release();
      return false;
    }
    return true;
  }

  private boolean queue(WriteGate gate, Execution execution, long nanos) {
    Waiter waiter = new Waiter();
    synchronized (waiters) {
      if (closed) {
        return false;
      }
      waiters.add(waiter);
    }
    execution.waitsAs(waiter);
    long began = System.nanoTime();
    try {
      return gate.acquire(waiter, nanos);
    } finally {
      observer.waitedToWrite(System.nanoTime() - began);
      execution.waitsAs(null);
      synchronized (waiters) {
        waiters.remove(waiter);
      }
    }
  }

  /** Releases the permit if the connection holds it. */
  void release() {
    if (gate != null && held.getAndSet(false)) {
      if (wakesNext) {
        gate.releaseToNext();
      } else {
        gate.release();
      }
    }
  }

  /** Ends all waits: the connection is returned, by another thread than those that wait. */
  void endWaits() {
    synchronized (waiters) {
      for (Waiter waiter : waiters) {
        waiter.cancel();
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends all waits and refuses the permit from now on. A held one stays until it is released. */
  void close() {
    synchronized (waiters) {
      closed = true;
      endWaits();
    }
  }
}
