package io.github.guicesql.sqlmodule;

/**
 * Receives what happens in one database and only its driver or the module for transactions knows,
 * such as for metrics and traces. A {@link DatabaseListener} offers one for each database ({@link
 * DatabaseListener#observer}), and {@link Database#observer()} is where events are published.
 *
 * <p>Each method is called on the thread to which the event happens, after it has ended. It must
 * not block, and must be thread-safe. What it throws is logged and has no effect on the thread.
 * Figures that can be asked for at any time are {@link Database#statistics()}.
 */
public interface DatabaseObserver {

  /** How a transaction has ended. */
  enum Outcome {
    /** The database has committed it. */
    COMMITTED,
    /** It was rolled back, because of a failure or because its work asked for it. */
    ROLLED_BACK,
    /** The connection was lost while it committed, and nobody knows whether it has. */
    UNKNOWN,
    /** It did not begin: there was no connection, or its settings were refused. */
    NOT_BEGUN
  }

  /** Observes nothing. */
  DatabaseObserver NONE = new DatabaseObserver() {};

  /**
   * The calling thread has waited, in this process and with its connection, for its turn to write.
   * SQLite has one writer at a time. A writer that need not wait causes no event.
   *
   * @param nanos how long, in nanoseconds
   */
  default void waitedToWrite(long nanos) {}

  /**
   * Commits were made durable by one sync of the disk, which the calling thread has made for all.
   *
   * @param commits how many; at least 1
   */
  default void synced(int commits) {}

  /**
   * A transaction has ended, after its last try. Calls that are nested in another one are not
   * transactions.
   *
   * @param name the name that its options have; empty if they have none
   * @param nanos how long it took with all its tries, in nanoseconds
   */
  default void transactionEnded(String name, Outcome outcome, long nanos) {}

  /**
   * A transaction that has failed is about to be tried again.
   *
   * @param name the name that its options have; empty if they have none
   */
  default void transactionRetried(String name) {}

  /**
   * A migration has ended.
   *
   * @param failed whether it has thrown
   * @param nanos how long it took, in nanoseconds
   */
  default void migrated(String name, boolean failed, long nanos) {}

  /**
   * The database is closing, and connections that were not returned within the drain are aborted.
   *
   * @param connections how many were borrowed
   */
  default void connectionsAborted(int connections) {}
}
