package io.github.guicesql.mysql;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.driver.HostSettings;
import io.github.guicesql.sqlmodule.driver.Login;
import io.github.guicesql.sqlmodule.driver.LoginSettings;
import io.github.guicesql.sqlmodule.driver.PoolSettings;
import io.github.guicesql.sqlmodule.driver.ReaderSettings;
import io.github.guicesql.sqlmodule.internal.hosts.HostChooser;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import io.github.guicesql.sqlmodule.internal.session.DeadOnly;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The driver module for a MySQL or MariaDB database.
 *
 * <ul>
 *   <li>Requires {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry}.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name.
 *   <li>Exposes {@code @Named("database.reader") DataSource}, too, with {@link
 *       SqlOptions#withReader()}.
 * </ul>
 *
 * <p>Configuration keys, which contain a named database's name after {@code MYSQL}:
 *
 * <ul>
 *   <li>{@code MYSQL_DSN}, required, secret: the address of the database, in any of the common
 *       forms: go-sql-driver's ({@code user:password@tcp(host:3306)/name?parseTime=true}), a URI
 *       ({@code mysql://user:password@host:3306/name?ssl-mode=…} or {@code mariadb://…}), or a JDBC
 *       URL of either driver. A parameter that cannot be honoured is refused by name. Instead,
 *       {@code MYSQL_DSN_FILE} can name a file that contains it.
 *   <li>{@code MYSQL_USER}, {@code MYSQL_PASSWORD} (secret) or {@code MYSQL_PASSWORD_FILE}: the
 *       login, for a DSN without one. A DSN that has another one is refused.
 *   <li>{@code MYSQL_PARAMETERS}, secret: parameters as they follow the DSN's {@code ?}; those in
 *       the DSN win.
 *   <li>{@code MYSQL_MAX_OPEN_CONNS}: 10.
 *   <li>{@code MYSQL_MAX_IDLE_CONNS}: the value of {@code MYSQL_MAX_OPEN_CONNS}.
 *   <li>{@code MYSQL_CONN_MAX_LIFETIME}: 30m; at least 30s, or 0 for never.
 *   <li>{@code MYSQL_CONNECT_WAIT}: 0; with it, injecting the database waits for a server that is
 *       not there yet.
 *   <li>{@code MYSQL_KEEPALIVE}, {@code MYSQL_ISOLATION}, {@code MYSQL_READ_ONLY} and the others of
 *       {@link PoolSettings}: as the pool and the database have it.
 *   <li>{@code MYSQL_CONNECT_TIMEOUT}: 0, with which injecting the database opens no connection.
 *   <li>{@code MYSQL_HOST_CHECK_INTERVAL}: 250ms, and {@code MYSQL_HOST_DEAD_AFTER}: 2s; how often
 *       each of several hosts in the DSN is asked how it is, and how long one may be silent before
 *       its connections are aborted.
 *   <li>{@code MYSQL_MIGRATION_MODE}: {@code run}, or {@code skip} if something else migrates the
 *       database.
 *   <li>{@code MYSQL_MIGRATION_USER}, {@code MYSQL_MIGRATION_PASSWORD}: those of the DSN; the login
 *       for migrations, such as one that may change the schema.
 *   <li>{@code MYSQL_MIGRATION_LOCK_TIMEOUT}: 5m; how long migrations wait for those of another
 *       process, which holds a lock by {@code GET_LOCK}.
 *   <li>{@code MYSQL_READER_MAX_OPEN_CONNS}, {@code MYSQL_READER_DSN}: the database's; where the
 *       reader connects, and how many connections it has. They are read if there is a reader.
 * </ul>
 *
 * <p>The application adds the driver: MariaDB Connector/J ({@code
 * org.mariadb.jdbc:mariadb-java-client}) or MySQL Connector/J ({@code
 * com.mysql:mysql-connector-j}). A JDBC URL uses the driver that it names. The other forms use the
 * driver that is present; if both are, {@code mysql://} uses MySQL's, and {@code mariadb://} and
 * go-sql-driver's form use MariaDB's.
 *
 * <p>User and password are passed to the driver directly, outside the URL and the pool, so that no
 * log, error or name contains the password. A server's refusal of a login contains the user's name,
 * and so does {@code DatabaseMetaData.getURL()} with MariaDB's driver.
 *
 * <p>The DSN configures TLS: {@code tls} and {@code ssl-mode} from nothing to {@code
 * VERIFY_IDENTITY}, {@code ssl-ca} with MariaDB's driver, and in a JDBC URL the driver's own
 * properties. A URI or JDBC URL without these has the driver's default: MySQL's encrypts if the
 * server can, MariaDB's does not. go-sql-driver's form has go-sql-driver's default: no TLS.
 *
 * <p>go-sql-driver's form yields the same data in the database as go-sql-driver does: without
 * {@code loc}, times are UTC. The session is named after the pool (the connection attribute {@code
 * program_name}) unless the DSN says otherwise, and batches of inserts are sent as one command.
 * After the drain, the statements of connections that are still borrowed are killed in the server;
 * with MySQL's driver, only if the DSN names a single host.
 *
 * <p>If a DSN names several hosts, a monitor asks each of them for {@code read_only} and, in a
 * Galera cluster, for its membership, and the pool connects to the writer: the driver gets one
 * host. A JDBC URL that names a way to choose a host, such as {@code jdbc:mariadb:sequential:},
 * {@code jdbc:mysql:loadbalance:} or {@code …:replication:}, leaves the choice to the driver,
 * without a monitor.
 *
 * <p>MySQL's driver starts a thread with its first connection, {@code
 * mysql-cj-abandoned-connection-cleanup}, which keeps running.
 *
 * <p>Tested with MariaDB Connector/J 3.5 and MySQL Connector/J 9.7 against MariaDB 11.4 and MySQL
 * 8.0.
 *
 * @see <a href="https://github.com/go-sql-driver/mysql#dsn-data-source-name">go-sql-driver/mysql:
 *     DSN</a>
 */
public final class MysqlModule extends DriverModule {

  static final Setting<MysqlParameters> DSN =
      Setting.of(
              "dsn",
              MysqlParameters.class,
              new DsnParser(),
              "where the database is, such as user:password@tcp(host:3306)/name")
          .required()
          .secret()
          .orFile()
          .completedBy(PoolSettings.PARAMETERS);

  /** Creates a module for the default database, configured by the environment. */
  public MysqlModule() {
    this(SqlOptions.defaults());
  }

  /** Creates a module for the database that the options name, configured as they specify. */
  public MysqlModule(SqlOptions options) {
    super(
        "mysql",
        Dialect.MYSQL,
        options,
        List.of(
            DSN,
            LoginSettings.USER,
            LoginSettings.PASSWORD,
            PoolSettings.PARAMETERS,
            MAX_IDLE_CONNS,
            CONN_MAX_LIFETIME,
            PoolSettings.KEEPALIVE,
            PoolSettings.ISOLATION,
            PoolSettings.READ_ONLY,
            CONNECT_WAIT,
            HostSettings.CHECK_INTERVAL,
            HostSettings.DEAD_AFTER,
            MIGRATION_MODE,
            MIGRATION_USER,
            MIGRATION_PASSWORD,
            MIGRATION_LOCK_TIMEOUT));
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool)
      throws InvalidValueException {
    return handle(values, pool, null, null, false);
  }

  @Override
  protected DriverHandle readerHandle(
      ConfigValues values, HikariConfig pool, Optional<DriverHandle> database)
      throws InvalidValueException {
    MysqlHandle first = database.map(MysqlHandle.class::cast).orElse(null);
    MysqlParameters parameters = parameters(values).with(login(values));
    boolean sameAddress = first != null && first.isAt(parameters);
    HostChooser standbys =
        HostChooser.readers(
            ReaderSettings.maxLag(values).orElse(null), ReaderSettings.fallsBack(values));
    return handle(
        values,
        pool,
        standbys,
        sameAddress ? first : null,
        !sameAddress || parameters.hasSeveralHosts());
  }

  @Override
  protected boolean measuresLag(ConfigValues values, boolean ownAddress)
      throws InvalidValueException {
    MysqlParameters parameters = parameters(values);
    return parameters.needsHostChoice() || (!ownAddress && !parameters.hasSeveralHosts());
  }

  private DriverHandle handle(
      ConfigValues values,
      HikariConfig pool,
      @Nullable HostChooser standbys,
      @Nullable MysqlHandle watching,
      boolean mayBeBehind)
      throws InvalidValueException {
    MysqlParameters parameters = parameters(values).with(login(values));
    if (values.get(PoolSettings.READ_ONLY)) {
      parameters = parameters.withDefaults(parameters.connector().readOnly());
    }
    MysqlHandle handle =
        new MysqlHandle(
            parameters,
            new MysqlSession(parameters.connector(), pool),
            values.get(PoolSettings.READ_ONLY) ? HostRole.PREFER_PRIMARY : HostRole.READ_WRITE,
            values.get(HostSettings.CHECK_INTERVAL),
            values.get(HostSettings.DEAD_AFTER),
            standbys,
            watching,
            mayBeBehind);
    DeadOnly.decideFor(
        pool,
        thrown -> {
          handle.wasThrown(thrown);
          return DeadSession.isReportedBy(thrown);
        });
    return handle;
  }

  private static MysqlParameters parameters(ConfigValues values) throws InvalidValueException {
    MysqlParameters parameters = values.get(DSN);
    Optional<String> apart = values.find(PoolSettings.PARAMETERS);
    return apart.isEmpty() ? parameters : parameters.with(apart.get());
  }

  @Override
  protected void checkTogether(ConfigValues values, ConfigReader reader) {
    if (values.find(DSN).isPresent()) {
      try {
        MysqlParameters unused = parameters(values);
      } catch (InvalidValueException e) {
        reader.problem(PoolSettings.PARAMETERS, e);
      }
    }
  }

  @Override
  protected Login addressLogin(ConfigValues values) {
    return values.get(DSN).login();
  }

  @Override
  protected Object state() {
    return "";
  }

  private record DsnParser() implements SettingParser<MysqlParameters> {

    @Override
    public MysqlParameters parse(String text) throws InvalidValueException {
      return MysqlParameters.read(text);
    }

    @Override
    public MysqlParameters parse(String text, String parameters) throws InvalidValueException {
      return MysqlParameters.read(text, parameters);
    }
  }
}
