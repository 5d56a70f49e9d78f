package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingConnection;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
final class JoinedConnection extends ForwardingConnection {

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";
  private static final String INVALID_TRANSACTION_STATE = "25000";

  private final Connection shared;
  private final ActiveTransaction transaction;
  private final Level level;
  private final OpenStatements statements = new OpenStatements();
  private Savepoints.@Nullable Nested nested;
  private boolean readOnly;
  private volatile boolean closed;

  JoinedConnection(Connection shared, ActiveTransaction transaction, Level level) {
    this.shared = shared;
    this.transaction = transaction;
    this.level = level;
    this.readOnly = transaction.isReadOnly();
  }

  @Override
  protected Connection delegate() throws SQLException {
    if (closed) {
      throw new SQLNonTransientConnectionException(
          "The connection is closed: it was given back to its transaction, "
              + transaction
              + ", or was kept past the end of the call in which it was borrowed.",
          CONNECTION_DOES_NOT_EXIST);
    }
    transaction.noteUse();
    return shared;
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      level.forget(this);
      end();
    }
  }

  /** Ends the view: closes its statements, and rolls back what it has not committed. */
  void end() throws SQLException {
    closed = true;
    try {
      statements.closeAll();
    } finally {
      Savepoints.Nested unfinished = nested;
      nested = null;
      if (unfinished != null) {
        transaction.endNested(unfinished);
      }
    }
  }

  /** Ends the view when the transaction, or the work around it, was rolled back. */
  void endAfterRollback() throws SQLException {
    closed = true;
    nested = null;
    statements.closeAll();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return closed || shared.isClosed();
  }

  @Override
  public boolean isValid(int timeout) throws SQLException {
    return !closed && shared.isValid(timeout);
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    if (!closed) {
      shared.abort(executor);
    }
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    delegate();
    return nested == null;
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    delegate();
    if (!autoCommit && nested == null) {
      nested = transaction.beginNested();
    } else if (autoCommit && nested != null) {
      release(nested);
      nested = null;
    }
  }

  /** Makes the nested transaction a part of the transaction, and begins the next nested one. */
  @Override
  public void commit() throws SQLException {
    release(inNested("commit"));
    nested = null;
    nested = transaction.beginNested();
  }

  /** Rolls the nested transaction back, unless that was done together with the work around it. */
  @Override
  public void rollback() throws SQLException {
    Savepoints.Nested ended = inNested("rollback");
    if (transaction.isOpen(ended)) {
      transaction.rollBackNested(ended);
    } else {
      nested = transaction.beginNested();
    }
  }

  private Savepoints.Nested inNested(String method) throws SQLException {
    delegate();
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

  private void release(Savepoints.Nested ended) throws SQLException {
    if (transaction.isOpen(ended) && !transaction.isNewest(ended)) {
      throw new SQLException(
          "Work of another connection, which began later in "
              + transaction
              + ", is neither committed nor rolled back. Nested transactions end in the reverse"
              + " order of their beginning.",
          INVALID_TRANSACTION_STATE);
    }
    transaction.releaseNested(ended);
  }

  /**
   * Notes the hint. A transaction cannot change between read-only and read-write, and to be told
   * that it will only be read does no harm.
   */
  @Override
  public void setReadOnly(boolean newReadOnly) throws SQLException {
    delegate();
    if (!newReadOnly && transaction.isReadOnly()) {
      throw new SQLException(
          "The connection cannot be read-write: " + transaction + " is read-only.",
          INVALID_TRANSACTION_STATE);
    }
    readOnly = newReadOnly;
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    delegate();
    return readOnly;
  }

  /** Accepts the level that the transaction has, and weaker ones, which it is better than. */
  @Override
  public void setTransactionIsolation(int newLevel) throws SQLException {
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

  private <S extends Statement> S made(S statement) throws SQLException {
    try {
      Deadline deadline = level.deadline();
      if (deadline != null) {
        deadline.limit(statement);
      }
      statements.add(statement);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  @Override
  public Statement createStatement() throws SQLException {
    return made(super.createStatement());
  }

  @Override
  public Statement createStatement(int resultSetType, int resultSetConcurrency)
      throws SQLException {
    return made(super.createStatement(resultSetType, resultSetConcurrency));
  }

  @Override
  public Statement createStatement(
      int resultSetType, int resultSetConcurrency, int resultSetHoldability) throws SQLException {
    return made(super.createStatement(resultSetType, resultSetConcurrency, resultSetHoldability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return made(super.prepareStatement(sql));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return made(super.prepareStatement(sql, autoGeneratedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return made(super.prepareStatement(sql, columnIndexes));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return made(super.prepareStatement(sql, columnNames));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int resultSetType, int resultSetConcurrency)
      throws SQLException {
    return made(super.prepareStatement(sql, resultSetType, resultSetConcurrency));
  }

  @Override
  public PreparedStatement prepareStatement(
      String sql, int resultSetType, int resultSetConcurrency, int resultSetHoldability)
      throws SQLException {
    return made(
        super.prepareStatement(sql, resultSetType, resultSetConcurrency, resultSetHoldability));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return made(super.prepareCall(sql));
  }

  @Override
  public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency)
      throws SQLException {
    return made(super.prepareCall(sql, resultSetType, resultSetConcurrency));
  }

  @Override
  public CallableStatement prepareCall(
      String sql, int resultSetType, int resultSetConcurrency, int resultSetHoldability)
      throws SQLException {
    return made(super.prepareCall(sql, resultSetType, resultSetConcurrency, resultSetHoldability));
  }

  /** Returns the transaction and what the connection below returns. */
  @Override
  public String toString() {
    return "Joined(" + transaction + ", " + shared + ")";
  }
}
