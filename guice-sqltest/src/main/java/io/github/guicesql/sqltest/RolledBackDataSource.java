package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingDataSource;
import io.github.guicesql.sqlmodule.internal.connection.NestedConnection;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose connections all share one, in a transaction that {@link #rollBack} ends. A
 * connection of another user is never part of it. Thread-safe, as far as the shared connection is.
 */
final class RolledBackDataSource extends ForwardingDataSource {

  private final boolean savepointsByStatement;
  private @Nullable TestTransaction transaction; // guarded by this
  private boolean ended; // guarded by this

  /**
   * Creates a data source.
   *
   * @param savepointsByStatement whether the driver may lock its connection for statements only
   */
  RolledBackDataSource(DataSource delegate, boolean savepointsByStatement) {
    super(delegate);
    this.savepointsByStatement = savepointsByStatement;
  }

  private static final class Joined extends NestedConnection {
    Joined(Connection shared, TestTransaction transaction) {
      super(shared, transaction, transaction, false);
    }
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    if (ended) {
      throw new SQLException("The test has ended, and its transaction was rolled back.", "08003");
    }
    if (transaction == null) {
      Connection connection = super.getConnection();
      transaction =
          TestTransaction.begin(
              savepointsByStatement ? new SavepointsByStatement(connection) : connection);
    }
    Connection joined = new Joined(transaction.connection(), transaction);
    joined.setAutoCommit(transaction.isAutoCommitOfPool());
    return joined;
  }

  /** Rolls back what the test has done, and returns the connection. */
  synchronized TestTransaction.Remains rollBack() {
    ended = true;
    return transaction == null ? TestTransaction.Remains.NOTHING : transaction.rollBack();
  }
}
