package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.MigrationLock;
import io.github.guicesql.sqlmodule.internal.session.SessionLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
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

  /** The longest wait for the next command of an idle session, on every system. */
  private static final String KEEP_OPEN = "SET SESSION wait_timeout = 2147483";

  /**
   * A lock's name holds for the whole server and has at most 64 characters; the name is the same
   * for every process and every version of this library.
   */
  private static final String TRY_LOCK =
      "SELECT GET_LOCK(CONCAT('guice-sql ', SHA1(COALESCE(DATABASE(), ''))), 0)";

  /** Too many connections, to the server or of the user, and a server that is shutting down. */
  private static final Set<Integer> HEALING = Set.of(1040, 1203, 1053);

  /** The values of {@code read_only} with which a server writes; some versions have words. */
  private static final Set<String> WRITABLE = Set.of("0", "OFF");

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
    Connection connection = connectAs(credentials);
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

  private Connection connectAs(@Nullable Credentials credentials) throws SQLException {
    return credentials == null
        ? connect(parameters.user(), parameters.password())
        : connect(credentials.user(), credentials.password());
  }

  /** Asks for what makes every write fail, but for an administrator's. */
  @Override
  protected @Nullable String probe(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet variable = statement.executeQuery("select @@global.read_only")) {
      boolean writable = !variable.next() || WRITABLE.contains(variable.getString(1));
      return writable ? null : "The server refuses to write: its variable read_only is on.";
    }
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
   * a second connection of the same user, who may always kill it. The kill comes after the abort,
   * when nobody can begin another statement.
   */
  @Override
  protected void abort(Connection connection) throws SQLException {
    OptionalLong id = parameters.connector().idToKill(connection);
    Credentials login = credentials(connection);
    super.abort(connection);
    if (id.isEmpty() || parameters.hasSeveralHosts()) {
      return;
    }
    try (Connection killer = connectAs(login);
        Statement statement = killer.createStatement()) {
      statement.execute("KILL " + id.getAsLong());
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_SUCH_THREAD) {
        throw e;
      }
    }
  }

  @Override
  protected MigrationLock lockForMigrations(DataSource source, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    return SessionLock.acquire(source, KEEP_OPEN, TRY_LOCK, limit);
  }

  /** Returns the hosts. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
