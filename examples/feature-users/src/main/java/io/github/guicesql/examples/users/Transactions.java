package io.github.guicesql.examples.users;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs plain JDBC transactions: all of the work happens, or none of it. */
record Transactions(DataSource db) {

  /** The work of a transaction; it neither commits nor rolls back. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  <T> T run(Work<T> work) throws SQLException {
    try (Connection connection = db.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      T result;
      try {
        result = work.in(connection);
        connection.commit();
      } catch (Throwable failure) {
        rollBack(connection, autoCommit, failure);
        throw failure;
      }
      connection.setAutoCommit(autoCommit);
      return result;
    }
  }

  /**
   * Rolls back. If that fails, auto-commit stays off, since turning it on would commit; closing the
   * connection then ends the transaction.
   */
  private static void rollBack(Connection connection, boolean autoCommit, Throwable failure) {
    try {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    } catch (SQLException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
