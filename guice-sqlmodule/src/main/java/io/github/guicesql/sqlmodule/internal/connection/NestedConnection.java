package io.github.guicesql.sqlmodule.internal.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A view of a transaction's connection, for code that need not know that there is a transaction. To
 * that code it is a connection from the pool: a transaction that is run on it is a savepoint, and
 * closing it leaves the transaction's connection open.
 */
public abstract class NestedConnection extends ForwardingConnection {

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";
  private static final String INVALID_TRANSACTION_STATE = "25000";

  private final Connection shared;
  private final Object transaction;
  private final NestedWork work;
  private final boolean inReadOnly;
  private final OpenStatements statements = new OpenStatements();
  private NestedWork.@Nullable Nested nested;

  /** Whether the nested transaction is the borrower's, and not just the mode of the pool. */
  private boolean own;

  /**
   * Whether the view was not used since the nested transaction began. Statements that were open at
   * a commit or a rollback may have been executed all the same.
   */
  private boolean untouched;

  private boolean readOnly;
  private volatile boolean closed;

  /**
   * Called by the constructors of subclasses.
   *
   * @param shared the transaction's connection
   * @param transaction whose {@code toString} names the transaction in errors
   * @param work the savepoints of the transaction
   * @param inReadOnly whether the transaction is read-only
   */
  protected NestedConnection(
      Connection shared, Object transaction, NestedWork work, boolean inReadOnly) {
    this.shared = shared;
    this.transaction = transaction;
    this.work = work;
    this.inReadOnly = inReadOnly;
    this.readOnly = inReadOnly;
  }

  /** Called at each use of the connection; the default implementation does nothing. */
  protected void used() {}

  /**
   * Called before the connection ends by {@link #close}; the default implementation does nothing.
   */
  protected void closing() {}

  /** Called with each statement that was created; the default implementation does nothing. */
  protected void prepare(Statement statement) throws SQLException {}

  @Override
  protected final Connection delegate() throws SQLException {
    check();
    leaveOutOthers();
    untouched = false;
    work.usedBy(this);
    return shared;
  }

  /** Begins an empty nested transaction anew, so that what others have done is not a part of it. */
  private void leaveOutOthers() throws SQLException {
    NestedWork.Nested begun = nested;
    if (begun == null || !untouched || statements.isAnyOpen()) {
      return;
    }
    if (!work.isOpen(begun)) {
      nested = work.begin();
    } else if (haveOthersFollowed() && work.isNewest(begun)) {
      work.keep(begun);
      nested = work.begin();
    }
  }

  /** Returns whether only others have used the transaction since the nested one has begun. */
  private boolean haveOthersFollowed() {
    return untouched && !work.isLastUsedBy(this);
  }

  private void check() throws SQLException {
    if (closed) {
      throw new SQLNonTransientConnectionException(
          "The connection is closed: it was given back to its transaction, "
              + transaction
              + ", or was kept past the end of the call in which it was borrowed.",
          CONNECTION_DOES_NOT_EXIST);
    }
    used();
  }

  @Override
  public final void close() throws SQLException {
    if (!closed) {
      closing();
      end();
    }
  }

  /**
   * Has the view begin as one of a pool without auto-commit. What its borrower does belongs to the
   * transaction, as in auto-commit mode, until it runs a transaction of its own: by a commit, a
   * rollback, or {@code setAutoCommit(false)}.
   */
  public final void lendWithoutAutoCommit() throws SQLException {
    begin();
  }

  /**
   * Ends the view: closes its statements, and rolls back what a transaction of the borrower's own
   * has not committed, unless that is nothing and others have used the transaction since.
   */
  public final void end() throws SQLException {
    closed = true;
    try {
      statements.closeAll();
    } finally {
      boolean rollsBack = own && !haveOthersFollowed();
      NestedWork.Nested unfinished = nested;
      nested = null;
      if (unfinished != null && work.isOpen(unfinished)) {
        if (rollsBack) {
          work.end(unfinished);
        } else {
          work.keep(unfinished);
        }
      }
    }
  }

  /** Ends the view when the transaction, or the work around it, was rolled back. */
  public final void endAfterRollback() throws SQLException {
    closed = true;
    nested = null;
    statements.closeAll();
  }

  @Override
  public final boolean isClosed() throws SQLException {
    return closed || shared.isClosed();
  }

  @Override
  public final boolean isValid(int timeout) throws SQLException {
    return !closed && shared.isValid(timeout);
  }

  @Override
  public final void abort(Executor executor) throws SQLException {
    if (!closed) {
      shared.abort(executor);
    }
  }

  @Override
  public final boolean getAutoCommit() throws SQLException {
    check();
    return nested == null;
  }

  @Override
  public final void setAutoCommit(boolean autoCommit) throws SQLException {
    check();
    if (!autoCommit) {
      if (nested == null) {
        begin();
        untouched = !statements.isAnyOpen();
      }
    } else if (nested != null) {
      release(nested);
      nested = null;
    }
    own = !autoCommit;
  }

  private void begin() throws SQLException {
    nested = work.begin();
    untouched = true;
    work.usedBy(this);
  }

  /** Makes the nested transaction a part of the transaction, and begins the next nested one. */
  @Override
  public final void commit() throws SQLException {
    check();
    leaveOutOthers();
    release(inNested("commit"));
    nested = null;
    own = true;
    begin();
  }

  /** Rolls the nested transaction back, unless that was done together with the work around it. */
  @Override
  public final void rollback() throws SQLException {
    NestedWork.Nested ended = inNested("rollback");
    own = true;
    if (work.isOpen(ended)) {
      work.rollBack(ended);
      untouched = true;
      work.usedBy(this);
    } else {
      begin();
    }
  }

  private NestedWork.Nested inNested(String method) throws SQLException {
    check();
    if (nested == null) {
      throw new SQLException(
          method
              + "() without a transaction of its own: the connection is in auto-commit mode, in "
              + transaction
              + ", which ends by itself. Call setAutoCommit(false) first for a nested transaction,"
              + " or leave the call out.",
          INVALID_TRANSACTION_STATE);
    }
    return nested;
  }

  private void release(NestedWork.Nested ended) throws SQLException {
    if (!own && !work.isNewest(ended)) {
      work.keep(ended);
      return;
    }
    if (work.isOpen(ended) && !work.isNewest(ended)) {
      throw new SQLException(
          "Work of another connection, which began later in "
              + transaction
              + ", is neither committed nor rolled back. Nested transactions end in the reverse"
              + " order of their beginning.",
          INVALID_TRANSACTION_STATE);
    }
    work.release(ended);
  }

  /**
   * Notes the hint. A transaction cannot change between read-only and read-write, and to be told
   * that it will only be read does no harm.
   */
  @Override
  public final void setReadOnly(boolean newReadOnly) throws SQLException {
    check();
    if (!newReadOnly && inReadOnly) {
      throw new SQLException(
          "The connection cannot be read-write: " + transaction + " is read-only.",
          INVALID_TRANSACTION_STATE);
    }
    readOnly = newReadOnly;
  }

  @Override
  public final boolean isReadOnly() throws SQLException {
    check();
    return readOnly;
  }

  /** Accepts the level that the transaction has, and weaker ones, which it is better than. */
  @Override
  public final void setTransactionIsolation(int newLevel) throws SQLException {
    int actual = delegate().getTransactionIsolation();
    if (newLevel > actual) {
      throw new SQLException(
          "The isolation level of "
              + transaction
              + " is "
              + actual
              + " and cannot become "
              + newLevel
              + " any more. Ask for it where the transaction begins.",
          INVALID_TRANSACTION_STATE);
    }
  }

  /** Adds a statement to those that are closed with this connection. */
  @Override
  protected <T extends Statement> T created(T statement) throws SQLException {
    try {
      prepare(statement);
      statements.add(statement);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /** Returns the transaction and what the connection below returns. */
  @Override
  public final String toString() {
    return "Joined(" + transaction + ", " + shared + ")";
  }
}
