package io.github.guicesql.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of a connection that may have rows left to read. SQLite keeps a read transaction open
 * for each, also past a commit: the next transaction would then begin in an old state of the
 * database, and fail with {@code SQLITE_BUSY_SNAPSHOT} as soon as another connection has written.
 */
final class Cursors {

  private final List<Cursor> open = new ArrayList<>();

  /** The cursors of statements that are being executed, each by a thread of its own. */
  private final List<Cursor> running = new ArrayList<>(2);

  /** The cursor's statement begins to execute. */
  synchronized void started(Cursor cursor) {
    running.add(cursor);
  }

  /** The cursor's statement has executed. One that has rows left to read was added before. */
  synchronized void finished(Cursor cursor) {
    running.remove(running.lastIndexOf(cursor));
  }

  synchronized void add(Cursor cursor) {
    open.add(cursor);
  }

  /** Mostly it is the one that was opened last. */
  synchronized void remove(Cursor cursor) {
    int index = open.lastIndexOf(cursor);
    if (index >= 0) {
      open.remove(index);
    }
  }

  private synchronized List<Cursor> all() {
    return open.isEmpty() ? List.of() : new ArrayList<>(open);
  }

  void transactionEnded() throws SQLException {
    for (Cursor cursor : all()) {
      cursor.transactionEnded();
    }
  }

  /**
   * SQLite was interrupted. It interrupts a connection, not a statement, and goes on doing so as
   * long as a result is open.
   */
  void interrupted() throws SQLException {
    for (Cursor cursor : all()) {
      cursor.interrupted();
    }
  }

  void endAll() throws SQLException {
    for (Cursor cursor : all()) {
      cursor.end();
    }
  }

  /**
   * Ends what other threads execute, before the connection closes. Its caller holds the driver's
   * lock, so each of them is between two native calls, or before the first.
   */
  void resetRunning() throws SQLException {
    List<Cursor> all;
    synchronized (this) {
      all = new ArrayList<>(running);
    }
    for (Cursor cursor : all) {
      cursor.reset();
    }
  }
}
