package io.github.guicesql.sqlite;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.core.DB;

/**
 * The time that a statement waits to write: first for the permit, then for SQLite's lock, together
 * no longer than the busy timeout and the statement's query timeout.
 */
final class LockWait {

  /** A wait that is shorter than this is not worth shortening SQLite's own for. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final DB database;
  private final WritePermit permit;
  private boolean shortened;

  LockWait(DB database, WritePermit permit) {
    this.database = database;
    this.permit = permit;
  }

  private long busyTimeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(database.getConfig().getBusyTimeout());
  }

  /**
   * Acquires the permit.
   *
   * @return false if there is nothing to acquire
   * @throws SQLException if the time is over, with SQLite's own error, or the statement was
   *     cancelled
   */
  boolean acquirePermit(Execution execution) throws SQLException {
    if (permit.isSettled()) {
      return false;
    }
    boolean acquired = permit.acquire(execution, execution.restNanos(busyTimeoutNanos()));
    try {
      execution.check();
      if (!acquired) {
        throw permit.isClosed()
            ? SqliteConnection.closed()
            : execution.explain(
                DB.newSQLException(SQLiteErrorCode.SQLITE_BUSY.code, "database is locked"));
      }
      shorten(execution);
      return true;
    } catch (SQLException e) {
      permit.release();
      throw e;
    }
  }

  /** Lets SQLite wait no longer than what is left. */
  void shorten(Execution execution) throws SQLException {
    long timeout = busyTimeoutNanos();
    long rest = execution.restNanos(timeout);
    if (timeout - rest > SHORT_NANOS) {
      database.busy_timeout((int) TimeUnit.NANOSECONDS.toMillis(rest));
      shortened = true;
    }
  }

  /** After the statement: the busy timeout is what it was. */
  void restore() throws SQLException {
    if (shortened && !database.isClosed()) {
      shortened = false;
      database.busy_timeout(database.getConfig().getBusyTimeout());
    }
  }
}
