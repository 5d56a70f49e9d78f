package io.github.guicesql.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.driver.Login;
import io.github.guicesql.sqlmodule.driver.LoginSettings;
import io.github.guicesql.sqlmodule.driver.PoolSettings;
import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import io.github.guicesql.sqlmodule.internal.session.DeadOnly;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The driver module for any database with a JDBC driver, such as H2, HSQLDB, Derby, DuckDB, Oracle,
 * SQL Server or Firebird. The driver is a dependency of the service.
 *
 * <ul>
 *   <li>Requires {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry}.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name.
 *   <li>Exposes {@code @Named("database.reader") DataSource}, too, with {@link
 *       SqlOptions#withReader()}.
 * </ul>
 *
 * <p>Configuration keys, which contain a named database's name after {@code JDBC}:
 *
 * <ul>
 *   <li>{@code JDBC_URL}, or {@code JDBC_URL_FILE}, required, secret: the address of the database
 *       in its driver's form.
 *   <li>{@code JDBC_USER}: the user, unless the URL names it.
 *   <li>{@code JDBC_PASSWORD}, secret, or {@code JDBC_PASSWORD_FILE}: the password, unless the URL
 *       contains it. A URL that has another one is refused.
 *   <li>{@code JDBC_DRIVER}: the driver's class, if the URL does not tell the driver.
 *   <li>{@code JDBC_MAX_OPEN_CONNS}: 10.
 *   <li>{@code JDBC_MAX_IDLE_CONNS}: the value of {@code JDBC_MAX_OPEN_CONNS}.
 *   <li>{@code JDBC_CONN_MAX_LIFETIME}: 30m; at least 30s, or 0 for never.
 *   <li>{@code JDBC_CONNECT_TIMEOUT}: 0, with which injecting the database opens no connection.
 *   <li>{@code JDBC_CONNECT_WAIT}: 0; with it, injecting the database waits for a server that is
 *       not there yet.
 *   <li>{@code JDBC_KEEPALIVE}, {@code JDBC_ISOLATION}, {@code JDBC_SCHEMA}, {@code JDBC_READ_ONLY}
 *       and the others of {@link PoolSettings}: as the pool and the database have it.
 *   <li>{@code JDBC_MIGRATION_MODE}: {@code run}, or {@code skip} if something else migrates the
 *       database. No lock keeps two processes from migrating at the same time.
 *   <li>{@code JDBC_MIGRATION_USER}, {@code JDBC_MIGRATION_PASSWORD}: those of the pool.
 *   <li>{@code JDBC_READER_MAX_OPEN_CONNS}, {@code JDBC_READER_URL}: the database's; where the
 *       reader connects, and how many connections it has. They are read if there is a reader.
 * </ul>
 *
 * <p>User, password and other secrets are taken out of the URLs of the databases above, and passed
 * to the driver apart from it, so that no log, error or name contains them. A URL of another form
 * that has something like a password in it is refused.
 *
 * <p>After the drain, the statements of connections that are still borrowed are cancelled by JDBC's
 * {@code Statement.cancel()}. Derby does not support that.
 *
 * <p>PostgreSQL, MySQL, MariaDB and SQLite have driver modules of their own, which know more about
 * them.
 */
public final class JdbcModule extends DriverModule {

  private static final String PREFIX = "jdbc";

  static final Setting<String> DRIVER =
      Setting.of(
          "driver",
          String.class,
          SettingParser.text(),
          "the class of the JDBC driver, if the URL does not tell the driver");

  private final Setting<JdbcUrl> url;
  private final Dialect dialect;
  private final SqlOptions options;

  /** Creates a module for the default database, configured by the environment. */
  public JdbcModule(Dialect dialect) {
    this(dialect, SqlOptions.defaults());
  }

  /** Creates a module for the database that the options name, configured as they specify. */
  public JdbcModule(Dialect dialect, SqlOptions options) {
    this(dialect, options, url(options));
  }

  private JdbcModule(Dialect dialect, SqlOptions options, Setting<JdbcUrl> url) {
    super(
        PREFIX,
        dialect,
        options,
        List.of(
            url,
            LoginSettings.USER,
            LoginSettings.PASSWORD,
            DRIVER,
            MAX_IDLE_CONNS,
            CONN_MAX_LIFETIME,
            PoolSettings.KEEPALIVE,
            PoolSettings.ISOLATION,
            PoolSettings.SCHEMA,
            PoolSettings.READ_ONLY,
            CONNECT_WAIT,
            MIGRATION_MODE,
            MIGRATION_USER,
            MIGRATION_PASSWORD));
    this.url = url;
    this.dialect = dialect;
    this.options = options;
  }

  private static Setting<JdbcUrl> url(SqlOptions options) {
    String name = options.database().name();
    String keys =
        LoginSettings.USER.key(PREFIX, name).key()
            + " and "
            + LoginSettings.PASSWORD.key(PREFIX, name).key();
    return Setting.of(
            "url",
            JdbcUrl.class,
            text -> JdbcUrl.parse(text, keys),
            "where the database is, such as jdbc:h2:file:/var/lib/app/data")
        .required()
        .secret()
        .orFile();
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    JdbcUrl parsed = values.get(url);
    Login login = login(values);
    List<ConfigProblem> problems = new ArrayList<>();
    Driver driver = driver(parsed, values.find(DRIVER).orElse(null), problems);
    if (driver == null || !problems.isEmpty()) {
      throw new SqlConfigException(PREFIX, options.database().db(), problems);
    }
    DeadOnly.decideFor(pool, JdbcModule::reportsDeadConnection);
    return new JdbcHandle(driver, parsed, login.user(), login.password());
  }

  @Override
  protected Login addressLogin(ConfigValues values) {
    JdbcUrl parsed = values.get(url);
    return new Login(parsed.user(), parsed.password());
  }

  private @Nullable Driver driver(
      JdbcUrl parsed, @Nullable String className, List<ConfigProblem> problems) {
    Product product = parsed.product();
    String known = className == null && product != null ? product.driverClass() : className;
    Driver driver = JdbcDrivers.find(parsed.url(), known);
    if (driver != null) {
      return driver;
    }
    if (className != null) {
      boolean exists = JdbcDrivers.load(className);
      problems.add(
          problem(
              key(DRIVER),
              className,
              exists
                  ? "It registers no driver that takes the URL, " + parsed.scheme() + "."
                  : "There is no such class on the class path.",
              exists
                  ? "Write the class of the URL's driver, or leave this key out."
                  : "Add the driver's artifact to the dependencies"
                      + artifact(product)
                      + ", or correct the name."));
    } else {
      problems.add(
          problem(
              key(url),
              "***",
              "Its JDBC driver is not on the class path.",
              product != null
                  ? "Add " + product.artifact() + " to the dependencies."
                  : "Add the driver of "
                      + parsed.scheme()
                      + " to the dependencies. If it is there, name its class under "
                      + key(DRIVER).key()
                      + "."));
    }
    return null;
  }

  private static String artifact(@Nullable Product product) {
    return product == null ? "" : ", " + product.artifact();
  }

  private static ConfigProblem problem(ConfigKey key, String value, String wrong, String remedy) {
    return new ConfigProblem(key.key(), key.token(), Redaction.masked(value), wrong, remedy);
  }

  /** Returns whether an exception means, by JDBC's own rules, that its connection is dead. */
  private static boolean reportsDeadConnection(SQLException thrown) {
    String state = thrown.getSQLState();
    return (state != null && state.startsWith("08")) || thrown instanceof SQLRecoverableException;
  }

  @Override
  protected Object state() {
    return dialect;
  }
}
