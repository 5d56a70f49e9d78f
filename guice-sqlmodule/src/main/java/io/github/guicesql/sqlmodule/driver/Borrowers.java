package io.github.guicesql.sqlmodule.driver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The threads that are inside the pool, so that closing can wake those which wait there.
 *
 * <p>HikariCP's waiters heed nothing but an interrupt. An interrupt of ours must not reach the
 * caller, and one of the thread's owner must: so a thread is only interrupted here while it is
 * parked and nobody has interrupted it, and only that interrupt is cleared again when it leaves.
 *
 * <p>A thread enters by one compare-and-set in a slot of its own cache line and leaves by another;
 * those that find their slot taken share a map. Thread-safe, without locks.
 */
final class Borrowers {

  private static final int SLOTS = 64;

  /** References per cache line of 128 bytes, which processors fetch in pairs of 64. */
  private static final int STRIDE = 32;

  private static final int IN_MAP = -1;
  private static final int NESTED = -2;

  private final AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(SLOTS * STRIDE);
  private final Map<Thread, Object> overflow = new ConcurrentHashMap<>();

  /** A thread's entry while it is being woken. */
  private static final class Wake {
    private volatile boolean interrupted;
  }

  /** Registers the thread, and returns the ticket to leave with. */
  int enter(Thread thread) {
    // Consecutive ids, as the threads of a pool have, get different slots.
    int slot = (int) (thread.getId() & (SLOTS - 1)) * STRIDE;
    if (slots.compareAndSet(slot, null, thread)) {
      return slot;
    }
    return overflow.putIfAbsent(thread, thread) == null ? IN_MAP : NESTED;
  }

  /** Ends the registration, and the interrupt by which the thread was woken. */
  void leave(int ticket, Thread thread) {
    if (ticket >= 0) {
      if (!slots.compareAndSet(ticket, thread, null)) {
        clear(slots.getAndSet(ticket, null));
      }
    } else if (ticket == IN_MAP && !overflow.remove(thread, thread)) {
      clear(overflow.remove(thread));
    }
  }

  /** Waits until the interrupt has come, so that it cannot come after it was cleared. */
  private static void clear(@Nullable Object entry) {
    if (entry instanceof Wake wake) {
      while (!wake.interrupted) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }

  /** Whether nobody is inside. */
  boolean isEmpty() {
    for (int slot = 0; slot < slots.length(); slot += STRIDE) {
      if (slots.get(slot) != null) {
        return false;
      }
    }
    return overflow.isEmpty();
  }

  /** Wakes those that are parked; one that is running has to be looked at again. */
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

  /** In this order: a thread that has taken in its owner's interrupt is not parked any more. */
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
