package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingDataSource;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.ShardingKeyBuilder;
import javax.sql.DataSource;

/**
 * Gives a thread that is in a transaction the transaction's connection. A connection of another
 * user is never part of a transaction. A reader's data source gives each caller a connection of its
 * own, and a transaction that begins notes which one it was given. Thread-safe.
 */
final class JoiningDataSource extends ForwardingDataSource {

  private final ThreadTransactions threads;
  private final boolean ofReader;
  private final boolean notesBorrowers;

  /**
   * Creates the data source.
   *
   * @param ofReader whether it is the data source of the database's reader
   * @param notesBorrowers whether it matters which threads have connections outside transactions
   */
  JoiningDataSource(
      DataSource delegate, ThreadTransactions threads, boolean ofReader, boolean notesBorrowers) {
    super(delegate);
    this.threads = threads;
    this.ofReader = ofReader;
    this.notesBorrowers = notesBorrowers;
  }

  @Override
  public Connection getConnection() throws SQLException {
    ThreadConnections current = threads.current();
    // Without the database's data source, its reader's joins nothing.
    if (current != null && threads.isJoined()) {
      return current.connect(delegate(), ofReader);
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
