package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Runs the statements of a connection: in the transaction that each needs, with the write permit if
 * it writes, and asks afterwards what has become of the transaction.
 */
final class StatementRunner {

  private final SqliteConnection connection;
  private final Transaction transaction;
  private final WritePermit permit;
  private final LockWait lockWait;
  private final CommitSync commitSync;
  private final Commands commands;

  StatementRunner(
      SqliteConnection connection,
      Transaction transaction,
      WritePermit permit,
      CommitSync commitSync,
      Commands commands) {
    this.commands = commands;
    this.commitSync = commitSync;
    this.connection = connection;
    this.transaction = transaction;
    this.permit = permit;
    lockWait = new LockWait(connection.getDatabase(), permit);
  }

  /** Runs a statement; its commit is durable when this returns. */
  <T> T run(SqlText sql, Execution execution, SqlCall<T> call) throws SQLException {
    // Only a borrow that has left traces can have another schema than the main one.
    SqlText text = connection.hasLeftTraces() ? new TargetSchema(connection).resolve(sql) : sql;
    SQLException failure = null;
    try {
      return runNatively(text, execution, call);
    } catch (SQLException e) {
      failure = e;
      throw e;
    } finally {
      sync(text, failure);
    }
  }

  /** The permit is released by now: others write while this one waits for the disk. */
  private void sync(SqlText text, @Nullable SQLException failure) throws SQLException {
    try {
      commitSync.hasRun(text, transaction.isOpen());
    } catch (SQLException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  private <T> T runNatively(SqlText text, Execution execution, SqlCall<T> call)
      throws SQLException {
    boolean acquired = false;
    SQLException failure = null;
    try {
      boolean begins = prepareFor(text, execution);
      acquired = (begins || text.writesFile()) && acquirePermit(execution);
      synchronized (connection.getDatabase()) { // the connection is returned before or after it
        execution.checkBorrow();
        if (begins) {
          transaction.begin(connection.isReadOnly());
          acquired = false; // it is the transaction's
        }
        return runAndSettle(text, call);
      }
    } catch (SQLException e) {
      failure = execution.explain(SqlStates.named(e));
      throw failure;
    } finally {
      if (acquired && (!transaction.isOpen() || isBusy(failure))) {
        permit.release();
      }
      lockWait.restore();
      if (text.setsBusyTimeout() && failure == null) {
        readBusyTimeout();
      }
    }
  }

  private <T> T runAndSettle(SqlText text, SqlCall<T> call) throws SQLException {
    SQLException failure = null;
    try {
      return call.run();
    } catch (SQLException e) {
      failure = SqlStates.named(e);
      throw failure;
    } finally {
      settle(text, failure);
    }
  }

  /** Finds out what a statement has left of the transaction and of the open results. */
  private void settle(SqlText text, @Nullable SQLException failure) throws SQLException {
    if (text.controls() && !connection.isClosed()) {
      transaction.ask(failure);
      connection.settleTransaction();
    }
    transaction.check(failure);
    if (failure != null && Commands.isInterrupt(failure)) {
      connection.interrupted();
    }
  }

  private static boolean isBusy(@Nullable SQLException failure) {
    return failure != null && failure.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  /** Returns whether a transaction is to be begun for this statement. */
  private boolean prepareFor(SqlText text, Execution execution) throws SQLException {
    connection.checkNotClosing();
    connection.noteTraces(text);
    if (text.controls()) {
      transaction.prepareFor(text);
    }
    transaction.refuseIfLost();
    connection.keys().readPending();
    commitSync.beforeRunning(text, transaction.isOpen());
    if (execution.hasTimeout()) {
      lockWait.shorten(execution);
    }
    if (!connection.getConnectionConfig().isAutoCommit()) {
      if (text.runsOn()) {
        throw new SQLException(
            "What follows a COMMIT or ROLLBACK in the same text would be stored at once, in no"
                + " transaction. Run it by itself.",
            "25000");
      }
      return !transaction.isOpen() && !text.runsOutside();
    }
    return false;
  }

  /** Returns whether the permit was acquired for this statement, rather than before. */
  private boolean acquirePermit(Execution execution) throws SQLException {
    if (connection.isReadOnly()) {
      return false;
    }
    connection.checkFile();
    commitSync.refuseIfFailed();
    return lockWait.acquirePermit(execution);
  }

  /** A pragma has set it; the driver's own record of it is behind. */
  private void readBusyTimeout() throws SQLException {
    long millis = commands.number("pragma busy_timeout");
    connection.getDatabase().getConfig().setBusyTimeout((int) millis);
  }
}
