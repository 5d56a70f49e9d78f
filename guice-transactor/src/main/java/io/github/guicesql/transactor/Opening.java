package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Marks a thread that opens a connection for a new transaction, and notes which connection passed
 * through the joining data source. If several did, since opening the pool's first connection used
 * others, it is the last one that the caller gets.
 */
final class Opening implements ThreadConnections {

  private @Nullable Connection passed;

  @Override
  public Connection connect(DataSource below) throws SQLException {
    Connection connection = below.getConnection();
    passed = connection;
    return connection;
  }

  /** Notes the connection of a reader, which the joining data source will hand out, too. */
  void passedBesideIt(Connection ofReader) {
    passed = ofReader;
  }

  /** The connection that passed; null if the data source does not join. */
  @Nullable Connection passed() {
    return passed;
  }
}
