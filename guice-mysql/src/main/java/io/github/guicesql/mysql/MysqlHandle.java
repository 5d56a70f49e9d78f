package io.github.guicesql.mysql;

import static java.util.Objects.requireNonNull;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.driver.MigrationLock;
import io.github.guicesql.sqlmodule.internal.hosts.HostChooser;
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
final class MysqlHandle extends ServerHandle {

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

  private final HostRole role;

  /** Null if there is one host, or if the driver chooses one of them. */
  private final @Nullable MysqlHostDriver hosts;

  private final boolean mayBeBehind;

  /**
   * Creates a handle.
   *
   * @param role which of several hosts to choose
   * @param interval how often each of several hosts is asked
   * @param deadAfter how long one of several hosts may be silent
   * @param standbys selects among several hosts for a reader; null for the role's
   * @param watching the handle that watches the same hosts already, and is closed later; null if
   *     there is none
   * @param mayBeBehind whether a connection may see less than the database's own
   */
  MysqlHandle(
      MysqlParameters parameters,
      MysqlSession session,
      HostRole role,
      Duration interval,
      Duration deadAfter,
      @Nullable HostChooser standbys,
      @Nullable MysqlHandle watching,
      boolean mayBeBehind) {
    this.session = session;
    this.mayBeBehind = mayBeBehind;
    this.role = role;
    this.parameters = parameters.withDefaults(parameters.connector().abortable());
    if (parameters.needsHostChoice()) {
      hosts = new MysqlHostDriver(parameters.hosts(), this::openForMonitor, super::canHeal);
      HostTiming timing = new HostTiming(interval, deadAfter, connectLimit(parameters));
      HostChooser chooser = standbys == null ? HostChooser.of(role, HostOrder.LISTED) : standbys;
      chooseHost(hosts, timing, chooser, watching);
    } else {
      hosts = null;
    }
  }

  /** Returns whether a connection string leads to the same hosts and database. */
  boolean isAt(MysqlParameters others) {
    return parameters.url().equals(others.url());
  }

  /** Returns the limit for a host's connect and login: the connection string's, if it has one. */
  private static Duration connectLimit(MysqlParameters parameters) {
    Properties properties = new Properties();
    properties.putAll(parameters.properties());
    int millis = Millis.of(properties, "connectTimeout");
    return millis > 0 ? Duration.ofMillis(millis) : HostTiming.CONNECT;
  }

  /**
   * Opens a connection with the connection string's credentials, unless the pool has credentials of
   * its own.
   */
  @Override
  protected Connection open(@Nullable Credentials credentials) throws SQLException {
    HostRouter router = router();
    if (router == null) {
      return opened(connectAs(credentials));
    }
    return open(
        router,
        (host, limit) -> openedTo(host, credentials, limit),
        (host, limit) -> opened(connectTo(host, credentials, limit, poolName())));
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

  /** Opens a connection to one of several hosts, and asks the host for its role. */
  private Connection openedTo(int host, @Nullable Credentials credentials, Duration limit)
      throws SQLException {
    Connection connection = opened(connectTo(host, credentials, limit, poolName()));
    try {
      requireNonNull(hosts).check(connection, role);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection, e);
      throw e;
    }
  }

  private Connection openForMonitor(int host, Duration limit) throws SQLException {
    return openAsPool(credentials -> connectTo(host, credentials, limit, poolName() + " monitor"));
  }

  private Connection connectTo(
      int host, @Nullable Credentials credentials, Duration limit, String name)
      throws SQLException {
    int seconds = (int) Math.max(1, (limit.toMillis() + 999) / 1000);
    return connect(parameters.url(parameters.hosts().get(host)), credentials, seconds, name);
  }

  /**
   * Called for each error of a borrowed connection. A refused write may be a sign of a new role, or
   * the caller's own mistake: the hosts are asked at once, and only their answers count.
   */
  void wasThrown(SQLException thrown) {
    if (MysqlHostDriver.isReadOnly(thrown)) {
      suspectHosts();
    }
  }

  @Override
  protected void abortDead(Connection connection) throws SQLException {
    parameters.connector().close(connection);
  }

  /** Returns whether the server is not reachable, is stopping, or has no connection to spare. */
  @Override
  protected boolean canHeal(SQLException refusal) {
    return super.canHeal(refusal) || HEALING.contains(refusal.getErrorCode());
  }

  @Override
  protected boolean returned(Connection connection) throws SQLException {
    return session.clean(connection) && isAboveSuspicion(connection);
  }

  private Connection connectAs(@Nullable Credentials credentials) throws SQLException {
    return connect(parameters.url(), credentials, loginTimeoutSeconds(), poolName());
  }

  /** Asks for what makes every write fail, but for an administrator's. */
  @Override
  protected @Nullable String probe(Connection connection) throws SQLException {
    HostRouter router = router();
    if (router != null && router.isOutdated(connection)) {
      throw new SQLException("The server is no longer the one to ask.", "08006");
    }
    try (Statement statement = connection.createStatement();
        ResultSet variable = statement.executeQuery("select @@global.read_only")) {
      boolean writable = !variable.next() || WRITABLE.contains(variable.getString(1));
      return writable ? null : "The server refuses to write: its variable read_only is on.";
    }
  }

  /**
   * Connects by a URL.
   *
   * @param limit the limit for connecting and the login, in seconds; 0 means no limit
   * @param name the session's name, unless the connection string has one
   */
  private Connection connect(String url, @Nullable Credentials credentials, int limit, String name)
      throws SQLException {
    @Nullable String user = credentials == null ? parameters.user() : credentials.user();
    @Nullable String password =
        credentials == null ? parameters.password() : credentials.password();
    Properties properties = new Properties();
    properties.putAll(parameters.properties());
    properties.setProperty(ATTRIBUTES, attributes(properties.getProperty(ATTRIBUTES, ""), name));
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    try {
      return parameters.connector().connect(url, properties, limit);
    } catch (SQLException e) {
      throw PublicKeyAdvice.addTo(e);
    }
  }

  /** Returns the connection attributes; MySQL's driver sends none at all if the value is "none". */
  private static String attributes(String own, String name) {
    if (own.equals("none") || own.contains(PROGRAM)) {
      return own;
    }
    return own.isEmpty() ? PROGRAM + name : PROGRAM + name + "," + own;
  }

  /** Closes the connection; of several hosts, only the driver knows where to kill, and does it. */
  @Override
  protected void abort(Connection connection) throws SQLException {
    if (idToKill(connection).isEmpty()) {
      super.abort(connection);
    } else {
      parameters.connector().close(connection);
    }
  }

  private OptionalLong idToKill(Connection connection) throws SQLException {
    return parameters.hasSeveralHosts()
        ? OptionalLong.empty()
        : parameters.connector().idToKill(connection, parameters.properties());
  }

  /**
   * Kills the statement that the closed connection has left to the server, on a second connection
   * of the same user, who may always kill it.
   */
  @Override
  protected void kill(Connection aborted) throws SQLException {
    OptionalLong id = idToKill(aborted);
    if (id.isEmpty()) {
      return;
    }
    try (Connection killer = connectAs(credentials(aborted));
        Statement statement = killer.createStatement()) {
      statement.execute("KILL " + id.getAsLong());
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_SUCH_THREAD) {
        throw e;
      }
    }
  }

  @Override
  protected String position(Connection writer) throws SQLException {
    return mayBeBehind ? MysqlPosition.of(writer) : "";
  }

  @Override
  protected boolean reaches(Connection reader, String position, Duration limit)
      throws SQLException {
    return MysqlPosition.reaches(reader, position, limit);
  }

  @Override
  protected MigrationLock lockForMigrations(DataSource source, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    return SessionLock.acquire(source, KEEP_OPEN, "SELECT CONNECTION_ID()", TRY_LOCK, limit);
  }

  /** Returns the hosts. */
  @Override
  public String toString() {
    return parameters.url();
  }
}
