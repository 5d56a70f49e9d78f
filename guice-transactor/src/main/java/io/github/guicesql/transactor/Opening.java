package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Marks a thread that begins or ends a transaction. One that opens a connection notes which
 * connection passed through the joining data source. If several did, since opening the pool's first
 * connection used others, it is the last one that the caller gets.
 */
final class Opening implements ThreadConnections {

  private final String name;
  private @Nullable Connection passed;

  /**
   * Creates the mark.
   *
   * @param name the transaction's name; may be empty
   */
  Opening(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

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
