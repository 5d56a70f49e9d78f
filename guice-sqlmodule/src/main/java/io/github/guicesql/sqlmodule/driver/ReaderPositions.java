package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.WritePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what was written by the handle of a reader's pool, which knows how its hosts follow.
 *
 * @param database the database's data source, as it is injected
 * @param reader the reader's data source, as it is injected
 * @param handle the handle of the reader's pool
 */
record ReaderPositions(DataSource database, DataSource reader, DriverHandle handle)
    implements ReadYourWrites {

  private static final Logger log = LoggerFactory.getLogger(ReadYourWrites.class);

  /** How much longer than the limit a host may take to answer. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofDays(1);

  @Override
  public WritePosition position(Connection connection) throws SQLException {
    return WritePosition.of(handle.position(connection));
  }

  @Override
  public Connection atLeast(WritePosition position, Duration limit) throws SQLException {
    Connection connection = ofReader();
    if (connection == null) {
      return ofDatabase();
    }
    try {
      if (position.isNone() || reaches(connection, position, limit)) {
        return connection;
      }
      connection.close();
    } catch (SQLException e) {
      log.debug("{}: the reader was asked for its position in vain", handle, e);
      DriverHandle.closeQuietly(connection, e);
    } catch (RuntimeException | Error e) {
      DriverHandle.closeQuietly(connection, e);
      throw e;
    }
    return ofDatabase();
  }

  /**
   * Returns a connection of the reader; null if it lends none. If none of its hosts can serve, it
   * is not asked for one: each caller would wait for its borrow timeout.
   */
  private @Nullable Connection ofReader() {
    String reason = handle.isAway() ? "no connection could be opened" : handle.unavailable();
    if (reason != null) {
      log.debug("{}: the reader has no host: {}", handle, reason);
      return null;
    }
    try {
      return reader.getConnection();
    } catch (SQLException e) {
      log.debug("{}: the reader has no connection", handle, e);
      return null;
    }
  }

  /** Asks a host that may have stopped to answer, which the driver would wait for without end. */
  private boolean reaches(Connection connection, WritePosition position, Duration limit)
      throws SQLException {
    Duration wait = limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) wait.plus(MARGIN).toMillis());
    boolean reached = handle.reaches(connection, position.toString(), wait);
    connection.setNetworkTimeout(Runnable::run, before);
    return reached;
  }

  private Connection ofDatabase() throws SQLException {
    Connection connection = database.getConnection();
    try {
      connection.setReadOnly(true);
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      DriverHandle.closeQuietly(connection, e);
      throw e;
    }
  }
}
