package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * The connection's transaction, as SQLite sees it.
 *
 * <p>SQLite ends a transaction by itself when a statement fails with {@code ON CONFLICT ROLLBACK},
 * {@code RAISE(ROLLBACK)}, a full disk and the like. It reports the rollback through its hook,
 * whichever call caused it. The transaction is then lost: every statement is refused until the
 * borrower rolls back, because the next one would be stored at once, in no transaction. After a
 * {@code COMMIT} or {@code ROLLBACK} written by hand SQLite is asked; it has no call for that
 * question, but refuses to begin a second transaction.
 *
 * <p>The write permit of a transaction is released when the transaction ends, however it ends.
 */
final class Transaction implements SQLiteCommitListener {

  /** SQLSTATE "in failed SQL transaction", as PostgreSQL has it. */
  private static final String FAILED_TRANSACTION = "25P02";

  private static final String BEGIN = "begin";
  private static final String ROLLBACK = "rollback";

  /** What SQLite says of its transaction. */
  private enum Native {
    OPEN,
    NONE,
    UNKNOWN
  }

  private final DB database;
  private final WritePermit permit;
  private final Commands commands;
  private boolean open;

  /** Why statements are refused: the transaction is lost or, if it is open, in doubt. */
  private @Nullable SQLException lost;

  /** Set by SQLite when it rolls back, also when it was told to. */
  private volatile boolean rolledBack;

  Transaction(DB database, WritePermit permit, Commands commands) {
    this.database = database;
    this.permit = permit;
    this.commands = commands;
    database.addCommitListener(this);
  }

  boolean isOpen() {
    return open;
  }

  /** Returns whether none is open, nor lost and still to be rolled back. */
  boolean isOver() {
    return !open && lost == null;
  }

  void begin(boolean readOnly) throws SQLException {
    commands.run(readOnly ? BEGIN : "begin immediate");
    rolledBack = false;
    open = true;
  }

  void commit() throws SQLException {
    refuseIfLost();
    if (open) {
      try {
        commands.run("commit");
      } catch (SQLException e) {
        check(e);
        throw e;
      }
      ended();
    }
  }

  /** Rolls back. Succeeds too if SQLite has done so by itself. */
  void rollback() throws SQLException {
    lost = null;
    if (open) {
      try {
        commands.run(ROLLBACK);
      } catch (SQLException e) {
        Native left = askSqlite();
        if (left == Native.UNKNOWN) {
          lost = doubt(e);
        }
        if (left != Native.NONE) {
          throw e;
        }
      }
      ended();
    }
  }

  private void ended() {
    open = false;
    permit.release();
  }

  @Override
  public void onCommit() {}

  /** Called by SQLite in the middle of a statement: it must not be called back here. */
  @Override
  public void onRollback() {
    rolledBack = true;
  }

  /**
   * Notices that SQLite has rolled back. Costs the reading of a field.
   *
   * @param cause the failure of the statement that ran last, if it failed
   */
  void check(@Nullable Throwable cause) {
    if (open && rolledBack) {
      ended();
      lost = loss(cause);
    }
  }

  private static SQLException loss(@Nullable Throwable cause) {
    String why = cause == null ? "" : " It failed with: " + cause.getMessage();
    return new SQLException(
        "SQLite has rolled the transaction back, all of it, because of a statement that failed."
            + " Nothing can run in it until it is rolled back here, too."
            + why,
        FAILED_TRANSACTION,
        cause instanceof SQLException sql ? sql.getErrorCode() : 0,
        cause);
  }

  void refuseIfLost() throws SQLException {
    check(null);
    SQLException lost = this.lost;
    if (lost != null) {
      throw new SQLException(lost.getMessage(), FAILED_TRANSACTION, lost.getErrorCode(), lost);
    }
  }

  /**
   * Before statements written by hand that begin or end a transaction. A {@code ROLLBACK} ends a
   * lost one or one in doubt, as {@link #rollback()} does; where it would find none to end, an
   * empty one is begun.
   */
  void prepareFor(SqlText text) throws SQLException {
    check(null);
    if (lost != null && text.rollsBack()) {
      if (open && askSqlite() == Native.NONE) {
        ended();
      }
      lost = null;
      if (!open) {
        begin(true);
      }
    }
    if (!open) {
      rolledBack = false;
    }
  }

  /**
   * After such statements: asks SQLite what is left of the transaction. While that cannot be told,
   * every statement is refused until a rollback succeeds: one that ran in no transaction would be
   * stored, and the rollback would not undo it; one that ran in a transaction that nobody knows of
   * would be lost with all that later borrowers store.
   */
  void ask(@Nullable Throwable failure) {
    switch (askSqlite()) {
      case OPEN -> {
        open = true;
        rolledBack = false;
      }
      case NONE -> {
        if (failure != null && rolledBack) {
          lost = loss(failure);
        }
        if (open) {
          ended();
        }
      }
      case UNKNOWN -> {
        open = true;
        rolledBack = false;
        lost = doubt(failure);
      }
    }
  }

  /**
   * After an interrupt, where no transaction was begun here. In auto-commit mode the driver begins
   * and commits one of its own after each statement; if the interrupt comes in between, it is left
   * open, and what follows would be lost with it. It is empty: the statement has committed before.
   */
  void endDriversOwn() throws SQLException {
    if (open || lost != null) {
      return;
    }
    synchronized (database) {
      switch (askSqlite()) {
        case OPEN -> {
          commands.run(ROLLBACK);
          rolledBack = false;
        }
        case NONE -> {}
        case UNKNOWN -> {
          open = true;
          rolledBack = false;
          lost = doubt(null);
        }
      }
    }
  }

  private static SQLException doubt(@Nullable Throwable cause) {
    return new SQLException(
        "SQLite did not tell whether a transaction is open, since it was interrupted or has failed."
            + " Nothing can run until it is rolled back.",
        FAILED_TRANSACTION,
        cause instanceof SQLException sql ? sql.getErrorCode() : 0,
        cause);
  }

  /** SQLite begins a transaction if there is none: only success and an error in SQL are answers. */
  private Native askSqlite() {
    synchronized (database) {
      boolean rolledBackBefore = rolledBack;
      try {
        int result = commands.result(BEGIN);
        if (result == Codes.SQLITE_DONE) {
          commands.run(ROLLBACK);
          rolledBack = rolledBackBefore;
          return Native.NONE;
        }
        return result == Codes.SQLITE_ERROR ? Native.OPEN : Native.UNKNOWN;
      } catch (SQLException notTold) {
        return Native.UNKNOWN;
      }
    }
  }

  /**
   * Ends what is left before the connection closes. A statement that runs to its end, while no
   * other is being executed, also clears SQLite's interrupt flag; while that is set, SQLite closes
   * without a checkpoint and leaves the {@code -wal} file behind.
   */
  void endBeforeClose() throws SQLException {
    if (askSqlite() == Native.OPEN) {
      commands.run(ROLLBACK);
    }
  }
}
