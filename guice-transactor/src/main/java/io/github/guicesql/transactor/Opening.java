package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Marks a thread that begins or ends a transaction. One that opens a connection notes which
 * connection passed through the joining data source, the reader's for a transaction on the reader.
 * If several did, since opening the pool's first connection used others, it is the last one that
 * the caller gets.
 */
final class Opening implements ThreadConnections {

  private final String name;
  private final boolean byReader;
  private @Nullable Connection passed;

  /**
   * Creates the mark.
   *
   * @param name the transaction's name; may be empty
   * @param byReader whether its connection is the reader's
   */
  Opening(String name, boolean byReader) {
    this.name = name;
    this.byReader = byReader;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isByReader() {
    return byReader;
  }

  @Override
  public Connection connect(DataSource below, boolean ofReader) throws SQLException {
    Connection connection = below.getConnection();
    if (ofReader == byReader) {
      passed = connection;
    }
    return connection;
  }

  /** Notes the connection of a reader that has no listeners, if nothing has passed. */
  void gave(Connection ofReader) {
    if (passed == null) {
      passed = ofReader;
    }
  }

  /** The connection that passed; null if the data source does not join. */
  @Nullable Connection passed() {
    return passed;
  }
}
