package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingDataSource;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.ShardingKeyBuilder;
import javax.sql.DataSource;

/**
 * Gives a thread that is in a transaction the transaction's connection. A connection of another
 * user is never part of a transaction. Thread-safe.
 */
final class JoiningDataSource extends ForwardingDataSource {

  private final ThreadTransactions threads;
  private final boolean notesBorrowers;

  /**
   * Creates the data source.
   *
   * @param notesBorrowers whether it matters which threads have connections outside transactions
   */
  JoiningDataSource(DataSource delegate, ThreadTransactions threads, boolean notesBorrowers) {
    super(delegate);
    this.threads = threads;
    this.notesBorrowers = notesBorrowers;
  }

  @Override
  public Connection getConnection() throws SQLException {
    ThreadConnections current = threads.current();
    if (current != null) {
      return current.connect(delegate());
    }
    Connection outside = super.getConnection();
    if (notesBorrowers && threads.isWatched()) {
      threads.strays().borrowed(outside);
    }
    return outside;
  }

  @Override
  public ConnectionBuilder createConnectionBuilder() throws SQLException {
    return delegate().createConnectionBuilder();
  }

  @Override
  public ShardingKeyBuilder createShardingKeyBuilder() throws SQLException {
    return delegate().createShardingKeyBuilder();
  }
}
