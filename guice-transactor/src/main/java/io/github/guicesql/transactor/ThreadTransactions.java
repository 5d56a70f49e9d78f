package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.DatabaseObserver;
import org.jspecify.annotations.Nullable;

/**
 * Which transaction of one database each thread is in. An injector has one such object per
 * database. Thread-safe.
 */
final class ThreadTransactions {

  @SuppressWarnings("ThreadLocalUsage") // each database of each injector has its own
  private final ThreadLocal<@Nullable ThreadConnections> current = new ThreadLocal<>();

  private final StrayFailures strays = new StrayFailures();
  private volatile boolean joined;
  private volatile boolean watched;
  private volatile DatabaseObserver observer = DatabaseObserver.NONE;

  /** Failures of statements that no transaction of the failing thread has. */
  StrayFailures strays() {
    return strays;
  }

  /** Notes whether transactions are told of each exception that the pool sees. */
  void watched(boolean newWatched) {
    watched = newWatched;
  }

  boolean isWatched() {
    return watched;
  }

  /** Sets where the ends of transactions are published. */
  void publishTo(DatabaseObserver newObserver) {
    observer = newObserver;
  }

  DatabaseObserver observer() {
    return observer;
  }

  /** What this thread gets, or null if it is in no transaction. */
  @Nullable ThreadConnections current() {
    return current.get();
  }

  /** Returns the transaction of this thread, if it is in one. */
  @Nullable ActiveTransaction active() {
    return current.get() instanceof ActiveTransaction active ? active : null;
  }

  /** Sets what this thread gets from now on, and returns what it got before. */
  @Nullable ThreadConnections replace(@Nullable ThreadConnections next) {
    ThreadConnections before = current.get();
    // Not remove(): the next transaction of the thread would make the entry again. One without a
    // value keeps nothing alive.
    current.set(next);
    return before;
  }

  /** Notes that the database's data source hands out the connections of transactions. */
  void join() {
    joined = true;
  }

  boolean isJoined() {
    return joined;
  }
}
