package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.MigrationLock;
import io.github.guicesql.sqlmodule.internal.hosts.HostChooser;
import io.github.guicesql.sqlmodule.internal.hosts.HostDriver;
import io.github.guicesql.sqlmodule.internal.hosts.HostOpening;
import io.github.guicesql.sqlmodule.internal.hosts.HostOrder;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import io.github.guicesql.sqlmodule.internal.hosts.HostRouter;
import io.github.guicesql.sqlmodule.internal.hosts.HostTiming;
import io.github.guicesql.sqlmodule.internal.server.ServerHandle;
import io.github.guicesql.sqlmodule.internal.session.SessionLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
final class PostgresHandle extends ServerHandle {

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

  /** The roles that a host which cannot be written to meets. */
  private static final Set<HostRole> READERS =
      Set.of(HostRole.READ_ONLY, HostRole.STANDBY, HostRole.PREFER_STANDBY);

  private final Driver driver = new Driver();
  private final PostgresParameters parameters;
  private final Map<String, String> defaults;
  private final PostgresSession session;

  private final boolean mayBeBehind;

  /**
   * Creates a handle; the connection string's properties win over the defaults.
   *
   * @param interval how often each of several hosts is asked
   * @param deadAfter how long one of several hosts may be silent
   * @param chooser selects among several hosts; null if the connection string says which
   * @param watching the handle that watches the same hosts already, and is closed later; null if
   *     there is none
   * @param mayBeBehind whether a connection may see less than the database's own
   */
  PostgresHandle(
      PostgresParameters parameters,
      Map<String, String> defaults,
      PostgresSession session,
      Duration interval,
      Duration deadAfter,
      @Nullable HostChooser chooser,
      @Nullable PostgresHandle watching,
      boolean mayBeBehind) {
    this.parameters = parameters;
    this.defaults = defaults;
    this.session = session;
    this.mayBeBehind = mayBeBehind;
    if (parameters.hosts().size() > 1) {
      HostDriver hosts =
          new PostgresHostDriver(
              parameters.hosts(), this::openForMonitor, super::canHeal, session::isReadOnlyPool);
      HostTiming timing = new HostTiming(interval, deadAfter, connectLimit());
      HostRouter router =
          chooseHost(hosts, timing, chooser == null ? chooser() : chooser, watching);
      session.retireIf(router::isContradicted);
    }
  }

  /** Returns whether a connection string leads to the same hosts and database. */
  boolean isAt(PostgresParameters others) {
    return parameters.url().equals(others.url());
  }

  private HostChooser chooser() {
    boolean random = PGProperty.LOAD_BALANCE_HOSTS.getBoolean(own());
    return HostChooser.of(role(), random ? HostOrder.RANDOM : HostOrder.LISTED);
  }

  /**
   * Returns which of several hosts are wanted: the writer unless the connection string says
   * something else, since a pool must not write to whichever server answers first.
   */
  private HostRole role() {
    HostRole written = parameters.role();
    if (written != null) {
      return written;
    }
    return session.isReadOnlyPool() ? HostRole.PRIMARY : HostRole.READ_WRITE;
  }

  /** Returns the limit for a host's connect and login: the connection string's, if it has one. */
  private Duration connectLimit() {
    int seconds;
    try {
      seconds = PGProperty.CONNECT_TIMEOUT.getInt(own());
    } catch (SQLException e) {
      seconds = 0; // the driver refuses it with each connection
    }
    boolean written = parameters.properties().containsKey(PGProperty.CONNECT_TIMEOUT.getName());
    return written && seconds > 0 ? Duration.ofSeconds(seconds) : HostTiming.CONNECT;
  }

  private Properties own() {
    Properties properties = new Properties();
    properties.putAll(parameters.properties());
    return properties;
  }

  /**
   * Opens a connection with the connection string's credentials, unless the pool has credentials of
   * its own.
   */
  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    HostRouter router = router();
    if (router == null) {
      return opened(
          connect(parameters.url(), credentials, loginTimeoutSeconds(), true, poolName()));
    }
    HostOpening opening = (host, limit) -> opened(connectTo(host, credentials, limit, poolName()));
    return open(router, opening, opening);
  }

  private Connection opened(Connection connection) throws SQLException {
    try {
      session.opened(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  private Connection openForMonitor(int host, Duration limit) throws SQLException {
    return openAsPool(credentials -> connectTo(host, credentials, limit, poolName() + ":monitor"));
  }

  /** Connects to one of several hosts, whose role is not the driver's concern. */
  private Connection connectTo(
      int host, @Nullable Credentials credentials, Duration limit, String name)
      throws SQLException {
    int seconds = (int) Math.max(1, (limit.toMillis() + 999) / 1000);
    return connect(parameters.url(parameters.hosts().get(host)), credentials, seconds, false, name);
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

  @Override
  protected Optional<Boolean> transactionHasFailed(Connection connection) throws SQLException {
    return Optional.of(session.isTransactionFailed(connection));
  }

  /** Asks for what makes every write fail; a standby has it set, too. */
  @Override
  protected @Nullable String probe(Connection connection) throws SQLException {
    HostRouter router = router();
    if (router != null && router.isOutdated(connection)) {
      throw new SQLException("The server is no longer the one to ask.", "08006");
    }
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
    HostRole wanted = parameters.role();
    return (wanted != null && READERS.contains(wanted))
        || Boolean.parseBoolean(PGProperty.READ_ONLY.getOrDefault(own()));
  }

  /**
   * Connects by a URL.
   *
   * @param limit the limit for connecting and the login, in seconds; 0 means no limit
   * @param byDriver whether the driver chooses the host, and keeps the limit with a thread of its
   *     own
   * @param name the session's name, unless the connection string has one
   */
  private Connection connect(
      String url, @Nullable Credentials credentials, int limit, boolean byDriver, String name)
      throws SQLException {
    Properties properties = new Properties();
    properties.putAll(defaults);
    PGProperty.APPLICATION_NAME.set(properties, name);
    if (limit > 0) {
      PGProperty.LOGIN_TIMEOUT.set(properties, limit);
    }
    properties.putAll(parameters.properties());
    if (!byDriver) {
      properties.remove(PGProperty.TARGET_SERVER_TYPE.getName());
      properties.remove(PGProperty.LOAD_BALANCE_HOSTS.getName());
      properties.remove(PGProperty.LOGIN_TIMEOUT.getName());
    }
    int socketTimeout = limitReads(properties, limit);
    PGProperty.PG_DBNAME.set(properties, parameters.database());
    PGProperty.USER.set(properties, credentials == null ? parameters.user() : credentials.user());
    PGProperty.PASSWORD.set(
        properties, credentials == null ? parameters.password() : credentials.password());
    PGProperty.SSL_PASSWORD.set(properties, parameters.sslPassword());
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw new SQLException("the driver does not take the URL " + url);
    }
    if (limit > 0) {
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
  private static int limitReads(Properties properties, int limit) throws SQLException {
    int wanted = PGProperty.SOCKET_TIMEOUT.getInt(properties);
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
  protected String position(Connection writer) throws SQLException {
    return mayBeBehind ? PostgresPosition.of(writer) : "";
  }

  @Override
  protected boolean reaches(Connection reader, String position, Duration limit)
      throws SQLException {
    return PostgresPosition.reaches(reader, position, limit);
  }

  @Override
  protected MigrationLock lockForMigrations(DataSource source, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    return SessionLock.acquire(source, KEEP_OPEN, "SELECT pg_backend_pid()", TRY_LOCK, limit);
  }

  /** Returns the hosts and the database. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
