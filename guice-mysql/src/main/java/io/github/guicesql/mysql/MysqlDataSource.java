package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.driver.Credentials;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens the pool's connections. Not by one of the drivers' own data sources: those want a URL with
 * the properties in it, the password of a key store too, and HikariCP logs URLs. User and password
 * are known here and not to the pool.
 */
final class MysqlDataSource extends DriverHandle {

  private static final String ATTRIBUTES = "connectionAttributes";
  private static final String PROGRAM = "program_name:";

  /** The server had noticed the abort by itself. */
  private static final int NO_SUCH_THREAD = 1094;

  private final MysqlParameters parameters;
  private final MysqlSession session;

  MysqlDataSource(MysqlParameters parameters, MysqlSession session) {
    this.parameters = parameters;
    this.session = session;
  }

  /** As the connection string says, unless somebody made the pool have a user of its own. */
  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    Connection connection =
        credentials == null
            ? connect(parameters.user(), parameters.password())
            : connect(credentials.user(), credentials.password());
    try {
      session.opened(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  @Override
  protected boolean returned(Connection connection) throws SQLException {
    return session.clean(connection);
  }

  private Connection connect(@Nullable String user, @Nullable String password) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(parameters.properties());
    properties.setProperty(ATTRIBUTES, attributes(properties.getProperty(ATTRIBUTES, "")));
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    return parameters.connector().connect(parameters.url(), properties, loginTimeoutSeconds());
  }

  /** MySQL's driver sends none at all if it is told "none". */
  private String attributes(String own) {
    if (own.equals("none") || own.contains(PROGRAM)) {
      return own;
    }
    return own.isEmpty() ? PROGRAM + poolName() : PROGRAM + poolName() + "," + own;
  }

  /**
   * What runs is killed on a second connection, if the driver leaves that to others; after the
   * abort, when nobody can begin another statement.
   */
  @Override
  protected void abort(Connection connection) throws SQLException {
    OptionalLong id = parameters.connector().idToKill(connection);
    super.abort(connection);
    if (id.isEmpty() || parameters.hasSeveralHosts()) {
      return;
    }
    try (Connection killer = connect(parameters.user(), parameters.password());
        Statement statement = killer.createStatement()) {
      statement.execute("KILL " + id.getAsLong());
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_SUCH_THREAD) {
        throw e;
      }
    }
  }

  /** The hosts. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
