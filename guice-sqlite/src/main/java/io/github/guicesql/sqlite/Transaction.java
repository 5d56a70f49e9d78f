package io.github.guicesql.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

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

  /** Compiles a statement by the driver. */
  @FunctionalInterface
  interface Compiler {
    SafeStmtPtr compile(String sql) throws SQLException;
  }

  private final DB database;
  private final WritePermit permit;
  private final Compiler compiler;
  private final Map<String, SafeStmtPtr> commands = new HashMap<>();
  private boolean open;
  private @Nullable SQLException lost;

  /** Set by SQLite when it rolls back, also when it was told to. */
  private volatile boolean rolledBack;

  Transaction(DB database, WritePermit permit, Compiler compiler) {
    this.database = database;
    this.permit = permit;
    this.compiler = compiler;
    database.addCommitListener(this);
  }

  boolean isOpen() {
    return open;
  }

  void begin(boolean readOnly) throws SQLException {
    run(readOnly ? BEGIN : "begin immediate");
    rolledBack = false;
    open = true;
  }

  void commit() throws SQLException {
    refuseIfLost();
    if (open) {
      try {
        run("commit");
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
        run(ROLLBACK);
      } catch (SQLException e) {
        if (isNativelyOpen()) {
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
   * lost one, as {@link #rollback()} does; so that it finds one to end, an empty one is begun.
   */
  void prepareFor(SqlText text) throws SQLException {
    check(null);
    if (lost != null && text.rollsBack()) {
      lost = null;
      begin(true);
    }
    if (!open) {
      rolledBack = false;
    }
  }

  /** After such statements: asks SQLite what is left of the transaction. */
  void ask(@Nullable Throwable failure) throws SQLException {
    if (isNativelyOpen()) {
      open = true;
      rolledBack = false;
      return;
    }
    if (failure != null && rolledBack) {
      lost = loss(failure);
    }
    if (open) {
      ended();
    }
  }

  private boolean isNativelyOpen() throws SQLException {
    synchronized (database) {
      boolean rolledBackBefore = rolledBack;
      SafeStmtPtr begin = compiled(BEGIN);
      int result = begin.safeRunInt(DB::step);
      begin.safeRunInt(DB::reset);
      if (result != Codes.SQLITE_DONE) {
        return result == Codes.SQLITE_ERROR || open;
      }
      run(ROLLBACK);
      rolledBack = rolledBackBefore;
      return false;
    }
  }

  /**
   * Ends what is left before the connection closes. A statement that runs to its end, while no
   * other is being executed, also clears SQLite's interrupt flag; while that is set, SQLite closes
   * without a checkpoint and leaves the {@code -wal} file behind.
   */
  void endBeforeClose() throws SQLException {
    if (isNativelyOpen()) {
      run(ROLLBACK);
    }
  }

  /** Compiles a command when it is first run: most connections that only read need none. */
  private SafeStmtPtr compiled(String command) throws SQLException {
    SafeStmtPtr before = commands.get(command);
    if (before != null) {
      return before;
    }
    SafeStmtPtr compiled = compiler.compile(command);
    commands.put(command, compiled);
    return compiled;
  }

  private void run(String sql) throws SQLException {
    synchronized (database) {
      SafeStmtPtr command = compiled(sql);
      try {
        int result = command.safeRunInt(DB::step);
        if (result != Codes.SQLITE_DONE) {
          database.throwex(result);
        }
      } catch (SQLException e) {
        throw SqlStates.named(e);
      } finally {
        command.safeRunInt(DB::reset);
      }
    }
  }
}
