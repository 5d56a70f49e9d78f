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

  JoiningDataSource(DataSource delegate, ThreadTransactions threads) {
    super(delegate);
    this.threads = threads;
  }

  @Override
  public Connection getConnection() throws SQLException {
    ThreadConnections current = threads.current();
    return current == null ? super.getConnection() : current.connect(delegate());
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
