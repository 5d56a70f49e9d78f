package io.github.guicesql.transactor;

import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a transaction. It is prepared for the transaction, and restored before it is
 * returned; if it cannot be restored, it is aborted, so that no other borrower gets it as it is.
 */
final class PhysicalConnection {

  private static final Logger log = LoggerFactory.getLogger(Transactor.class);
  private static final int SECONDS_TO_ANSWER = 5;

  private final Label label;
  private final Connection connection;
  private boolean autoCommit;
  private @Nullable Integer isolation;
  private boolean readOnly;
  private volatile boolean usedUp;

  PhysicalConnection(Label label, Connection connection) {
    this.label = label;
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** Whether the pool lends connections in auto-commit mode. */
  boolean isAutoCommitRestored() {
    return autoCommit;
  }

  /** Begins the transaction. If that fails, the connection is closed. */
  void begin(TransactionOptions options) {
    try {
      if (!options.isReadOnly() && connection.isReadOnly()) {
        throw label.failure(
            Reason.READ_ONLY,
            "The connection is read-only. Ask for a readOnly() transaction, or find out what made"
                + " the connection so: the pool's settings, or a borrower before this one.",
            null);
      }
      if (options.isolation().isPresent()) {
        isolate(options.isolation().get());
      }
      if (options.isReadOnly() && !connection.isReadOnly()) {
        connection.setReadOnly(true);
        readOnly = true;
      }
      autoCommit = connection.getAutoCommit();
      if (autoCommit) {
        connection.setAutoCommit(false);
      }
    } catch (TransactionException e) {
      discard();
      throw e;
    } catch (SQLException e) {
      discard();
      throw label.failure(Reason.BEGIN, "It could not begin; the cause says why.", e);
    } catch (RuntimeException | Error e) {
      discard();
      throw e;
    }
  }

  private void isolate(Isolation asked) throws SQLException {
    int before = connection.getTransactionIsolation();
    int level = supported(asked);
    if (level != before) {
      connection.setTransactionIsolation(level);
      isolation = before;
    }
  }

  /** Returns the level, or the next stronger one that the database has. */
  private int supported(Isolation asked) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    for (Isolation each : Isolation.values()) {
      if (each.compareTo(asked) >= 0 && database.supportsTransactionIsolationLevel(each.level())) {
        return each.level();
      }
    }
    return asked.level();
  }

  /** Has the database execute something, which it does not in a transaction that has failed. */
  void probe() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }

  /** Asks MySQL or MariaDB whether a lock wait timeout ends the whole transaction. */
  boolean undoesAllOnLockWaitTimeout() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("show variables like 'innodb_rollback_on_timeout'")) {
      return row.next() && "ON".equals(row.getString(2));
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /**
   * Returns whether the database still answers on this connection, so that an error from it was the
   * database's own.
   */
  boolean answers() {
    try {
      return !connection.isClosed() && connection.isValid(SECONDS_TO_ANSWER);
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: the connection does not answer", label, e);
      return false;
    }
  }

  /** Rolls back and returns the connection. What goes wrong is suppressed in the failure. */
  void rollBack(@Nullable Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException | RuntimeException | Error e) {
      if (failure == null) {
        log.warn("{}: the rollback failed, and the connection is closed instead", label, e);
      } else if (failure != e) {
        failure.addSuppressed(e);
      }
      discard();
      return;
    }
    restoreAndClose();
  }

  /** Has the connection closed when its transaction has ended, and not returned to the pool. */
  void notToBeUsedAgain() {
    usedUp = true;
  }

  /** Returns the connection after its transaction has ended. */
  void restoreAndClose() {
    if (usedUp) {
      log.warn("{}: the connection is closed, since it could not write", label);
      discard();
      return;
    }
    try {
      if (autoCommit) {
        connection.setAutoCommit(true);
      }
      if (readOnly) {
        connection.setReadOnly(false);
      }
      if (isolation != null) {
        connection.setTransactionIsolation(isolation);
      }
    } catch (SQLException | RuntimeException | Error e) {
      log.warn("{}: the connection is closed, since its state could not be restored", label, e);
      discard();
      return;
    }
    close();
  }

  private void close() {
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      log.warn("{}: the connection could not be returned", label, e);
    }
  }

  /**
   * Aborts and closes the connection. Auto-commit stays off, since turning it on would commit; a
   * pool rolls back what it gets like that, or drops the connection.
   */
  void discard() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: the connection was not aborted", label, e);
    }
    close();
  }
}
