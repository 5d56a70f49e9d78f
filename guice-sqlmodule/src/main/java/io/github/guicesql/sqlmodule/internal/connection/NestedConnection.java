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
 *
 * <p>The savepoint is set as late as possible, so that the work of other views is not in it: they
 * may be used between a commit and the next statement. A statement that is open at the commit may
 * be executed without being seen here; then the savepoint is set at once.
 */
public abstract class NestedConnection extends ForwardingConnection {

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";
  private static final String INVALID_TRANSACTION_STATE = "25000";

  private final Connection shared;
  private final Object transaction;
  private final NestedWork work;
  private final boolean inReadOnly;
  private final OpenStatements statements = new OpenStatements();

  /** Null in auto-commit mode, and as long as nothing can have been executed without it. */
  private NestedWork.@Nullable Nested nested;

  private boolean autoCommit = true;

  /** Whether the nested transaction is the borrower's, and not just the mode of the pool. */
  private boolean own;

  /** Whether the nested transaction is known to be empty, or follows a commit or a rollback. */
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
    begin();
    untouched = false;
    return shared;
  }

  /**
   * Sets the savepoint of a nested transaction that is about to begin, before the savepoint of work
   * that this view may be used in: it would end with that one.
   */
  public final void begin() throws SQLException {
    if (!autoCommit && nested == null) {
      nested = work.begin();
    }
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
  public final void lendWithoutAutoCommit() {
    autoCommit = false;
  }

  /**
   * Ends the view: closes its statements, and rolls back what a transaction of the borrower's own
   * has not committed.
   */
  public final void end() throws SQLException {
    closed = true;
    try {
      statements.closeAll();
    } finally {
      NestedWork.Nested unfinished = nested;
      nested = null;
      if (unfinished != null && work.isOpen(unfinished)) {
        if (own && !untouched) {
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
    return autoCommit;
  }

  @Override
  public final void setAutoCommit(boolean newAutoCommit) throws SQLException {
    check();
    if (newAutoCommit) {
      release();
    } else if (autoCommit) {
      beginNext();
      untouched = nested == null;
    }
    autoCommit = newAutoCommit;
    own = !newAutoCommit;
  }

  /** Makes the nested transaction a part of the transaction, and begins the next nested one. */
  @Override
  public final void commit() throws SQLException {
    checkNested("commit");
    release();
    own = true;
    beginNext();
  }

  /** Rolls the nested transaction back, unless that was done together with the work around it. */
  @Override
  public final void rollback() throws SQLException {
    checkNested("rollback");
    own = true;
    if (nested != null && work.isOpen(nested)) {
      work.rollBack(nested);
      untouched = true;
    } else {
      beginNext();
    }
  }

  /** Begins a nested transaction now if statements can be executed without being noticed. */
  private void beginNext() throws SQLException {
    nested = statements.isAnyOpen() ? work.begin() : null;
    untouched = true;
  }

  private void checkNested(String method) throws SQLException {
    check();
    if (autoCommit) {
      throw new SQLException(
          method
              + "() without a transaction of its own: the connection is in auto-commit mode, in "
              + transaction
              + ", which ends by itself. Call setAutoCommit(false) first for a nested transaction,"
              + " or leave the call out.",
          INVALID_TRANSACTION_STATE);
    }
  }

  private void release() throws SQLException {
    NestedWork.Nested ended = nested;
    if (ended == null) {
      return;
    }
    if (own && work.isOpen(ended) && !work.isNewest(ended)) {
      throw new SQLException(
          "Work of another connection, which began later in "
              + transaction
              + ", is neither committed nor rolled back. Nested transactions end in the reverse"
              + " order of their beginning.",
          INVALID_TRANSACTION_STATE);
    }
    if (own) {
      work.release(ended);
    } else {
      work.keep(ended);
    }
    nested = null;
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
