package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the pool's connections. The drivers' own data sources are not used: they require a URL that
 * contains the properties, including the password of a key store, and HikariCP logs URLs. User and
 * password are known to this class and not to the pool.
 */
final class MysqlHandle extends DriverHandle {

  private static final String ATTRIBUTES = "connectionAttributes";
  private static final String PROGRAM = "program_name:";

  /** The error code for an unknown thread: the server had noticed the abort by itself. */
  private static final int NO_SUCH_THREAD = 1094;

  /** Too many connections, to the server or of the user, and a server that is shutting down. */
  private static final Set<Integer> HEALING = Set.of(1040, 1203, 1053);

  private final MysqlParameters parameters;
  private final MysqlSession session;

  MysqlHandle(MysqlParameters parameters, MysqlSession session) {
    this.parameters = parameters;
    this.session = session;
  }

  /**
   * Opens a connection with the connection string's credentials, unless the pool has credentials of
   * its own.
   */
  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    Connection connection = connect(credentials);
    try {
      session.opened(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  /** Returns whether the server is not reachable, is stopping, or has no connection to spare. */
  @Override
  protected boolean canHeal(SQLException refusal) {
    return super.canHeal(refusal) || HEALING.contains(refusal.getErrorCode());
  }

  @Override
  protected boolean returned(Connection connection) throws SQLException {
    return session.clean(connection);
  }

  private Connection connect(@Nullable Credentials credentials) throws SQLException {
    return credentials == null
        ? connect(parameters.user(), parameters.password())
        : connect(credentials.user(), credentials.password());
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
    try {
      return parameters.connector().connect(parameters.url(), properties, loginTimeoutSeconds());
    } catch (SQLException e) {
      throw PublicKeyAdvice.addTo(e);
    }
  }

  /** Returns the connection attributes; MySQL's driver sends none at all if the value is "none". */
  private String attributes(String own) {
    if (own.equals("none") || own.contains(PROGRAM)) {
      return own;
    }
    return own.isEmpty() ? PROGRAM + poolName() : PROGRAM + poolName() + "," + own;
  }

  /**
   * Aborts the connection and, if the driver does not do so itself, kills the running statement on
   * a second connection. The kill comes after the abort, when nobody can begin another statement.
   */
  @Override
  protected void abort(Connection connection) throws SQLException {
    OptionalLong id = parameters.connector().idToKill(connection);
    super.abort(connection);
    if (id.isEmpty() || parameters.hasSeveralHosts()) {
      return;
    }
    try (Connection killer = connect(lastCredentials());
        Statement statement = killer.createStatement()) {
      statement.execute("KILL " + id.getAsLong());
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_SUCH_THREAD) {
        throw e;
      }
    }
  }

  /** Returns the hosts. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
