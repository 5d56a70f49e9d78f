package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.MigrationLock;
import io.github.guicesql.sqlmodule.internal.session.SessionLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;

/**
 * Opens the pool's connections. pgjdbc's own data source is not used: it writes all its properties,
 * including the password of the client's key, into a URL, and logs the URL. User and password are
 * known to this class and not to the pool.
 */
final class PostgresHandle extends DriverHandle {

  /** Ends the limit for idle sessions, which PostgreSQL has since version 14. */
  private static final String KEEP_OPEN =
      "select set_config(name, '0', false) from pg_settings where name = 'idle_session_timeout'";

  /**
   * An advisory lock, which PostgreSQL keeps per database. The number is the same for every process
   * and every version of this library.
   */
  private static final String TRY_LOCK = "select pg_try_advisory_lock(7521049386610932275)";

  private static final String UNABLE_TO_CONNECT = "08001";

  /** Shutting down, crashed, starting, and too many connections. */
  private static final Set<String> HEALING = Set.of("57P01", "57P02", "57P03", "53300");

  /** The values of {@code targetServerType} that a standby meets. */
  private static final Set<String> READERS =
      Set.of("secondary", "slave", "preferSecondary", "preferSlave");

  private final Driver driver = new Driver();
  private final PostgresParameters parameters;
  private final Map<String, String> defaults;
  private final PostgresSession session;

  /** Creates a handle; the connection string's properties win over the defaults. */
  PostgresHandle(
      PostgresParameters parameters, Map<String, String> defaults, PostgresSession session) {
    this.parameters = parameters;
    this.defaults = defaults;
    this.session = session;
  }

  /**
   * Opens a connection with the connection string's credentials, unless the pool has credentials of
   * its own.
   */
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

  /**
   * Returns whether the server is not reachable, is starting or stopping, or has no connection to
   * spare, or whether none of the hosts is of the wanted kind: the SQLSTATE for that has no cause.
   */
  @Override
  protected boolean canHeal(SQLException refusal) {
    String state = String.valueOf(refusal.getSQLState());
    return super.canHeal(refusal)
        || HEALING.contains(state)
        || (state.equals(UNABLE_TO_CONNECT) && refusal.getCause() == null);
  }

  @Override
  protected boolean returned(Connection connection) throws SQLException {
    return session.clean(connection);
  }

  /** Asks for what makes every write fail; a standby has it set, too. */
  @Override
  protected @Nullable String probe(Connection connection) throws SQLException {
    String readOnly;
    try (Statement statement = connection.createStatement();
        ResultSet setting = statement.executeQuery("show transaction_read_only")) {
      readOnly = setting.next() ? setting.getString(1) : "off";
    }
    return readOnly.equals("off") || isMeantToRead()
        ? null
        : "The server refuses to write: it is a standby, or default_transaction_read_only is on.";
  }

  /** Returns whether the connection string asks for a server or a session that cannot write. */
  private boolean isMeantToRead() {
    Properties properties = new Properties();
    properties.putAll(parameters.properties());
    return READERS.contains(PGProperty.TARGET_SERVER_TYPE.getOrDefault(properties))
        || Boolean.parseBoolean(PGProperty.READ_ONLY.getOrDefault(properties));
  }

  private Connection connect(String user, @Nullable String password) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(defaults);
    PGProperty.APPLICATION_NAME.set(properties, poolName());
    if (loginTimeoutSeconds() > 0) {
      PGProperty.LOGIN_TIMEOUT.set(properties, loginTimeoutSeconds());
    }
    properties.putAll(parameters.properties());
    int socketTimeout = limitReads(properties);
    PGProperty.PG_DBNAME.set(properties, parameters.database());
    PGProperty.USER.set(properties, user);
    PGProperty.PASSWORD.set(properties, password);
    PGProperty.SSL_PASSWORD.set(properties, parameters.sslPassword());
    Connection connection = driver.connect(parameters.url(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not take the URL " + parameters.url());
    }
    if (loginTimeoutSeconds() > 0) {
      long millis = Math.max(0, socketTimeout) * 1000L;
      try {
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(millis, Integer.MAX_VALUE));
      } catch (SQLException | RuntimeException e) {
        closeQuietly(connection, e);
        throw e;
      }
    }
    return connection;
  }

  /**
   * Limits the login's reads to the login timeout, and returns the read timeout that the user wants
   * after the login. pgjdbc's login timeout releases its caller, but not the thread that waits for
   * a server which does not respond: without this limit, each attempt would leave such a thread
   * behind for ever.
   */
  private int limitReads(Properties properties) throws SQLException {
    int wanted = PGProperty.SOCKET_TIMEOUT.getInt(properties);
    int limit = loginTimeoutSeconds();
    if (limit > 0) {
      PGProperty.SOCKET_TIMEOUT.set(properties, shorter(wanted, limit));
      PGProperty.CONNECT_TIMEOUT.set(
          properties, shorter(PGProperty.CONNECT_TIMEOUT.getInt(properties), limit));
    }
    return wanted;
  }

  /** Returns the shorter of two limits; the first one is no limit if it is 0 or less. */
  private static int shorter(int wanted, int limit) {
    return wanted <= 0 ? limit : Math.min(wanted, limit);
  }

  /**
   * Aborts the connection and cancels its running statement, since pgjdbc's {@code abort()} only
   * closes the socket, which a running statement does not notice. The statement is cancelled before
   * the abort, for a proxy such as PgBouncer, which forgets with the socket whose statement it is,
   * and again after it, for a borrower that has begun another statement in between.
   */
  @Override
  protected void abort(Connection connection) throws SQLException {
    QueryExecutor protocol = connection.unwrap(BaseConnection.class).getQueryExecutor();
    try {
      protocol.sendQueryCancel();
    } catch (SQLException triedAgainBelow) {
      // The connection is aborted even if the cancel request fails.
    }
    super.abort(connection);
    protocol.sendQueryCancel();
  }

  @Override
  protected MigrationLock lockForMigrations(DataSource source, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    return SessionLock.acquire(source, KEEP_OPEN, TRY_LOCK, limit);
  }

  /** Returns the hosts and the database. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
