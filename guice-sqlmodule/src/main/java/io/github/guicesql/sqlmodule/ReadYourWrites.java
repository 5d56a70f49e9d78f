package io.github.guicesql.sqlmodule;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Reads by a database's reader what was written before, although replicas are behind. {@link
 * SqlOptions#withReader()} exposes it as {@code @Named("database.reader") ReadYourWrites}, or the
 * same for a named database.
 *
 * <pre>{@code
 * WritePosition position;
 * try (Connection connection = db.getConnection()) {
 *   save(connection, order);
 *   position = reads.position(connection);
 * }
 * …
 * try (Connection connection = reads.atLeast(position, Duration.ofMillis(100))) {
 *   return orders(connection);
 * }
 * }</pre>
 *
 * <p>Where a reader cannot be behind, as with a single host or on SQLite, a position is {@link
 * WritePosition#NONE} and costs nothing. Thread-safe.
 */
public interface ReadYourWrites {

  /**
   * Returns the position up to which the database has written, with all that was committed before
   * this call. It costs one round trip.
   *
   * @param connection one of the database's data source, not of the reader, without a transaction
   *     that has work to commit
   */
  WritePosition position(Connection connection) throws SQLException;

  /**
   * Lends a connection that sees at least what was written up to a position: of the reader, if its
   * host reaches the position in time, or else of the database's own data source, set read-only.
   * The caller closes it.
   *
   * <p>A reader's host that has stopped to answer is left a second after the limit. Before that,
   * the reader's pool may take as long as its borrow timeout to lend a connection, if it is not
   * known to have no host.
   *
   * @param limit how long to wait for the reader's host to reach the position, a day at most; zero
   *     asks once
   * @throws IllegalArgumentException if the position is not one of such a database
   * @throws SQLException if neither data source lends a connection
   */
  Connection atLeast(WritePosition position, Duration limit) throws SQLException;
}
