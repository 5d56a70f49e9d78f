package io.github.guicesql.sqlmodule.internal.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A connection whose driver knows from the server's last answer whether its transaction has failed,
 * whoever has executed what failed, and by whichever interface.
 */
public interface ReportedFailure {

  /**
   * Returns whether nothing of the open transaction can be committed any more, without asking the
   * server; empty if the driver does not know.
   */
  Optional<Boolean> transactionHasFailed() throws SQLException;

  /**
   * Returns whether the driver's connection is closed, such as by an abort below the pool, which
   * the pool's own connection does not tell. Nothing is sent on it any more.
   */
  boolean isLost() throws SQLException;

  /** Returns what a connection, or one that it wraps, knows of its transaction. */
  static Optional<Boolean> of(Connection connection) throws SQLException {
    return connection.isWrapperFor(ReportedFailure.class)
        ? connection.unwrap(ReportedFailure.class).transactionHasFailed()
        : Optional.empty();
  }

  /** Returns whether a connection, or one that it wraps, is closed, without asking the server. */
  static boolean isClosed(Connection connection) throws SQLException {
    return connection.isClosed()
        || (connection.isWrapperFor(ReportedFailure.class)
            && connection.unwrap(ReportedFailure.class).isLost());
  }
}
