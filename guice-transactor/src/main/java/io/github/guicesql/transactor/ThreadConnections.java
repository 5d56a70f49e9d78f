package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What a thread gets that asks a joining data source for a connection. */
interface ThreadConnections {

  /**
   * Returns a connection.
   *
   * @param below the data source that the joining one wraps
   */
  Connection connect(DataSource below) throws SQLException;
}
