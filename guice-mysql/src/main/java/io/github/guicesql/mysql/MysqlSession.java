package io.github.guicesql.mysql;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.internal.session.ReturnedSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Restores a MySQL or MariaDB session, by the state that the server reports with each answer and
 * the driver records.
 */
final class MysqlSession extends ReturnedSession {

  private static final String DATABASE = "database";

  private final Connector connector;

  MysqlSession(Connector connector, HikariConfig pool) {
    super(pool);
    this.connector = connector;
  }

  /** Called after the check that the connection is open. */
  @Override
  protected boolean isBusy(Connection connection) throws SQLException {
    connector.closeStream(connection);
    return false;
  }

  @Override
  protected boolean isInTransaction(Connection connection) throws SQLException {
    return connector.status(connection).inTransaction();
  }

  @Override
  protected void restoreAutoCommit(Connection connection, boolean asThePoolHasIt)
      throws SQLException {
    boolean wanted = connector.wantedAutoCommit(connection, asThePoolHasIt);
    if (connector.status(connection).autoCommit() != wanted) {
      connection.setAutoCommit(wanted);
    }
  }

  @Override
  protected Map<String, String> settings(Connection connection) throws SQLException {
    return Map.of(DATABASE, connector.status(connection).database());
  }

  /**
   * Restores the database. A session that had none cannot be restored, since no statement deselects
   * a database.
   */
  @Override
  protected boolean restore(
      Connection connection, Map<String, String> before, Map<String, String> now)
      throws SQLException {
    String database = before.getOrDefault(DATABASE, "");
    if (database.isEmpty()) {
      return false;
    }
    connector.setDatabase(connection, database);
    return true;
  }
}
