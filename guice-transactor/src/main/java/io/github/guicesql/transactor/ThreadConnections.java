package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What a thread gets that asks a joining data source for a connection. */
interface ThreadConnections {

  /** The name of the transaction, or of the nested call, that the thread is in; may be empty. */
  String name();

  /** Whether the transaction's connection is the reader's. */
  boolean isByReader();

  /**
   * Returns a connection.
   *
   * @param below the data source that the joining one wraps
   * @param ofReader whether that is the reader's
   */
  Connection connect(DataSource below, boolean ofReader) throws SQLException;
}
