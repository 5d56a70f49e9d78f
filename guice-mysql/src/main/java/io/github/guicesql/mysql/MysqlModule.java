package io.github.guicesql.mysql;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.internal.session.DeadOnly;
import java.util.List;

/**
 * The driver module for a MySQL or MariaDB database.
 *
 * <ul>
 *   <li>Requires {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry}.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name.
 * </ul>
 *
 * <p>Configuration keys, which contain a named database's name after {@code MYSQL}:
 *
 * <ul>
 *   <li>{@code MYSQL_DSN}, required, secret: the address of the database, in any of the common
 *       forms: go-sql-driver's ({@code user:password@tcp(host:3306)/name?parseTime=true}), a URI
 *       ({@code mysql://user:password@host:3306/name?ssl-mode=…} or {@code mariadb://…}), or a JDBC
 *       URL of either driver. A parameter that cannot be honoured is refused by name.
 *   <li>{@code MYSQL_MAX_OPEN_CONNS}: 10.
 *   <li>{@code MYSQL_MAX_IDLE_CONNS}: the value of {@code MYSQL_MAX_OPEN_CONNS}.
 *   <li>{@code MYSQL_CONN_MAX_LIFETIME}: 30m; at least 30s, or 0 for never.
 *   <li>{@code MYSQL_CONNECT_TIMEOUT}: 0, with which injecting the database opens no connection.
 *   <li>{@code MYSQL_MIGRATION_MODE}: {@code run}, or {@code skip} if something else migrates the
 *       database.
 *   <li>{@code MYSQL_MIGRATION_USER}, {@code MYSQL_MIGRATION_PASSWORD}: those of the DSN; the login
 *       for migrations, such as one that may change the schema.
 *   <li>{@code MYSQL_MIGRATION_LOCK_TIMEOUT}: 5m; how long migrations wait for those of another
 *       process, which holds a lock by {@code GET_LOCK}.
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
              MysqlParameters::read,
              "where the database is, such as user:password@tcp(host:3306)/name")
          .required()
          .secret();

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
            MAX_IDLE_CONNS,
            CONN_MAX_LIFETIME,
            MIGRATION_MODE,
            MIGRATION_USER,
            MIGRATION_PASSWORD,
            MIGRATION_LOCK_TIMEOUT));
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    DeadOnly.decideFor(pool, DeadSession::isReportedBy);
    MysqlParameters parameters = values.get(DSN);
    return new MysqlHandle(parameters, new MysqlSession(parameters.connector(), pool));
  }

  @Override
  protected Object state() {
    return "";
  }
}
