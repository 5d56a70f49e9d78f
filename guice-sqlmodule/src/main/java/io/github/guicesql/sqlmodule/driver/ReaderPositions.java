package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.ReadYourWrites;
import io.github.guicesql.sqlmodule.WritePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
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

  @Override
  public WritePosition position(Connection connection) throws SQLException {
    return WritePosition.of(handle.position(connection));
  }

  @Override
  public Connection atLeast(WritePosition position, Duration limit) throws SQLException {
    if (position.isNone()) {
      return reader.getConnection();
    }
    Connection connection = reader.getConnection();
    try {
      if (handle.reaches(connection, position.toString(), limit)) {
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
