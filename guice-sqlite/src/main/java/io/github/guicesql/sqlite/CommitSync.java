package io.github.guicesql.sqlite;

import io.github.guicesql.sqlmodule.DatabaseObserver;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * Makes the commits of one connection durable where SQLite does not: after whatever has committed
 * something, and before its caller is told, it waits for the {@link LogSync}.
 *
 * <p>SQLite calls its hook before each commit of a transaction that holds the write lock, but it
 * also does so if nothing was written. So a sync is left out if, as far as the texts of the
 * statements and SQLite's count of changed rows tell, nothing was: after a transaction that only
 * read, an update of no row, a write to a temporary table that names its schema. Where that is not
 * known, there is a sync too many. The one write that is not seen is that of an extension's
 * function which creates tables when it is selected within a transaction.
 *
 * <p>Without a log to sync, it does nothing. Used by the connection's thread; {@link #leave} may be
 * called by another one.
 */
final class CommitSync implements SQLiteCommitListener {

  private final @Nullable LogSync log;
  private final SqliteConnection connection;
  private final DB database;
  private final DatabaseObserver observer;

  /** Whether SQLite leaves the syncs to the log's. */
  private boolean active;

  private boolean joined; // guarded by this

  /** The number of rows that the connection has changed so far. */
  private long changes;

  /** Whether the statements since the last transaction have written to the file. */
  private boolean wrote;

  /** Whether SQLite was about to commit: it has, unless what it did has failed. */
  private volatile boolean committed;

  CommitSync(@Nullable LogSync log, SqliteConnection connection, DatabaseObserver observer) {
    this.log = log;
    this.connection = connection;
    this.observer = observer;
    database = connection.getDatabase();
  }

  /** The connection has opened the log. From now on, SQLite no longer syncs it at each commit. */
  void join() throws SQLException {
    if (log != null) {
      log.join(this::checkpoint);
      synchronized (this) {
        joined = true;
      }
      database.exec("pragma synchronous = normal", false);
      active = true;
      database.addCommitListener(this);
      changes = database.total_changes();
    }
  }

  private boolean checkpoint(boolean toTheEnd) throws SQLException {
    synchronized (database) { // no connection closes beside an open statement
      SafeStmtPtr pragma =
          connection.compile("pragma wal_checkpoint(" + (toTheEnd ? "truncate" : "passive") + ")");
      try {
        return pragma.safeRunInt(DB::step) == Codes.SQLITE_ROW
            && pragma.safeRunInt((db, pointer) -> db.column_int(pointer, 0)) == 0;
      } finally {
        pragma.close();
      }
    }
  }

  /** The connection is about to close the log. */
  synchronized void leave() {
    if (log != null && joined) {
      joined = false;
      log.leave();
    }
  }

  /** The journal is about to be another one, which SQLite has to sync by itself, and does. */
  private void giveUp() throws SQLException {
    if (active) {
      database.exec("pragma synchronous = full", false);
      active = false;
      leave();
    }
  }

  /** Returns whether the connection must be closed, because no commit can be made durable. */
  boolean hasFailed() {
    return log != null && log.failure() != null;
  }

  /** Before a write or a commit: nothing is written that could not be made durable. */
  void refuseIfFailed() throws SQLException {
    IOException failure = log == null ? null : log.failure();
    if (failure != null) {
      throw SqlStates.ofFailedSync(failure);
    }
  }

  @Override
  public void onCommit() {
    committed = true;
  }

  @Override
  public void onRollback() {}

  /** Before a statement. */
  void beforeRunning(SqlText text, boolean inTransaction) throws SQLException {
    if (text.setsJournalMode() && !inTransaction) {
      giveUp();
    }
  }

  /**
   * After a statement, whether it has failed or not: one that fails may have committed, too.
   *
   * @param inTransaction whether there is a transaction that goes on
   */
  void hasRun(SqlText text, boolean inTransaction) throws SQLException {
    if (!active) {
      return;
    }
    wrote |= writes(text);
    committed |= text.commitsUnseen();
    if (committed) {
      hasCommitted(inTransaction);
    } else {
      wrote &= inTransaction;
    }
  }

  private boolean writes(SqlText text) {
    boolean changedRows = true;
    try {
      long before = changes;
      changes = database.total_changes();
      changedRows = changes != before;
    } catch (SQLException closedMeanwhile) {
      // Then it counts as changed.
    }
    if (text.writesFile()) {
      return changedRows || !text.writesRowsOnly();
    }
    boolean writesElsewhere = text.changes() || text.leavesTraces() || text.controls();
    return !writesElsewhere && (changedRows || committed);
  }

  /** After JDBC's commit or rollback. */
  void transactionEnded() throws SQLException {
    if (committed) {
      hasCommitted(false);
    }
    wrote = false;
  }

  /** After a rollback: what SQLite was about to commit is gone. */
  void rolledBack() {
    committed = false;
    wrote = false;
  }

  private void hasCommitted(boolean inTransaction) throws SQLException {
    boolean unsynced = wrote;
    committed = false;
    wrote &= inTransaction;
    if (unsynced && log != null) {
      sync(log);
    }
  }

  private void sync(LogSync log) throws SQLException {
    try {
      int commits = log.sync();
      if (commits > 0) {
        observer.synced(commits);
      }
    } catch (IOException e) {
      throw OutcomeUnknownException.afterSync(e);
    }
  }
}
