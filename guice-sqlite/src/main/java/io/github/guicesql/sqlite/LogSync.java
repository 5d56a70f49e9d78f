package io.github.guicesql.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The syncs of one database's log, the {@code -wal} file, on behalf of all connections of this
 * process that do not let SQLite sync it at each commit. Thread-safe.
 *
 * <p>A connection joins after it has opened the log and leaves before it closes it: SQLite removes
 * the log when the last connection of all processes closes, so that the path leads to the same file
 * as long as there is a member.
 */
interface LogSync {

  /**
   * A connection has the log open.
   *
   * @param checkpoint moves the log into the database's file, for the first connection
   * @throws SQLException if a sync has failed, and the log is not replaced yet
   */
  void join(Checkpoint checkpoint) throws SQLException;

  /** A connection that has joined is about to close the log. */
  void leave();

  /**
   * Returns when everything that was committed before this call is on the disk. An interrupt does
   * not end the wait: it is kept for the caller.
   *
   * @return how many commits the caller's own sync has made durable, its own included; 0 if another
   *     thread's has done so
   * @throws IOException if nobody knows whether it is
   */
  int sync() throws IOException;

  /** Why no commit can be made durable any more; null as long as it can. */
  @Nullable IOException failure();

  /** Moves the log into the database's file, on one connection. */
  @FunctionalInterface
  interface Checkpoint {

    /**
     * Runs a checkpoint.
     *
     * @param toTheEnd whether to wait for readers, and to empty the log
     * @return false if somebody was in the way
     */
    boolean run(boolean toTheEnd) throws SQLException;
  }
}
