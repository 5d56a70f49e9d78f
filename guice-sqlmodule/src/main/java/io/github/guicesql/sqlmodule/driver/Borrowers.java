package io.github.guicesql.sqlmodule.driver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the threads that are inside the pool, so that closing can wake those that wait there.
 *
 * <p>HikariCP's waiters respond only to an interrupt. The interrupt that this class sends must not
 * reach the caller, whereas one from the thread's owner must. Therefore a thread is interrupted
 * here only while it is parked and not interrupted, and only this class's interrupt is cleared when
 * the thread leaves.
 *
 * <p>A thread enters by one compare-and-set on a slot in a cache line of its own and leaves by
 * another; threads that find their slot taken share a map. Thread-safe and lock-free.
 */
final class Borrowers {

  private static final int SLOTS = 64;

  /**
   * The number of references in a cache line of 128 bytes; processors fetch lines of 64 bytes in
   * pairs.
   */
  private static final int STRIDE = 32;

  private static final int IN_MAP = -1;
  private static final int NESTED = -2;

  private final AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(SLOTS * STRIDE);
  private final Map<Thread, Object> overflow = new ConcurrentHashMap<>();

  /** Replaces a thread's entry while the thread is being woken. */
  private static final class Wake {
    private volatile boolean interrupted;
  }

  /** Registers the thread and returns the ticket that {@link #leave} needs. */
  int enter(Thread thread) {
    // Consecutive ids, as the threads of an executor have, map to different slots.
    int slot = (int) (thread.getId() & (SLOTS - 1)) * STRIDE;
    if (slots.compareAndSet(slot, null, thread)) {
      return slot;
    }
    return overflow.putIfAbsent(thread, thread) == null ? IN_MAP : NESTED;
  }

  /** Ends the registration, and clears the interrupt by which the thread was woken. */
  void leave(int ticket, Thread thread) {
    if (ticket >= 0) {
      if (!slots.compareAndSet(ticket, thread, null)) {
        clear(slots.getAndSet(ticket, null));
      }
    } else if (ticket == IN_MAP && !overflow.remove(thread, thread)) {
      clear(overflow.remove(thread));
    }
  }

  /** Waits until the interrupt has arrived, so that it cannot arrive after it was cleared. */
  private static void clear(@Nullable Object entry) {
    if (entry instanceof Wake wake) {
      while (!wake.interrupted) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }

  /** Returns whether no thread is inside. */
  boolean isEmpty() {
    for (int slot = 0; slot < slots.length(); slot += STRIDE) {
      if (slots.get(slot) != null) {
        return false;
      }
    }
    return overflow.isEmpty();
  }

  /** Wakes the threads that are parked. The caller must check those that are running again. */
  void wakeParked() {
    for (int slot = 0; slot < slots.length(); slot += STRIDE) {
      if (slots.get(slot) instanceof Thread thread && isParkedUninterrupted(thread)) {
        Wake wake = new Wake();
        if (slots.compareAndSet(slot, thread, wake)) {
          interrupt(thread, wake);
        }
      }
    }
    for (Thread thread : List.copyOf(overflow.keySet())) {
      if (overflow.get(thread) == thread && isParkedUninterrupted(thread)) {
        Wake wake = new Wake();
        if (overflow.replace(thread, thread, wake)) {
          interrupt(thread, wake);
        }
      }
    }
  }

  /**
   * Returns whether the thread is parked and not interrupted. The order of the checks matters: a
   * thread that has noticed its owner's interrupt is no longer parked.
   */
  private static boolean isParkedUninterrupted(Thread thread) {
    if (thread.isInterrupted()) {
      return false;
    }
    Thread.State state = thread.getState();
    return state == Thread.State.TIMED_WAITING || state == Thread.State.WAITING;
  }

  private static void interrupt(Thread thread, Wake wake) {
    thread.interrupt();
    wake.interrupted = true;
  }
}
