package io.github.guicesql.postgres;

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
import io.github.guicesql.sqlmodule.internal.session.DeadOnly;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * The driver module for a PostgreSQL database.
 *
 * <ul>
 *   <li>Requires {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry}.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name.
 *   <li>Exposes {@code @Named("database.reader") DataSource}, too, with {@link
 *       SqlOptions#withReader()}.
 * </ul>
 *
 * <p>Configuration keys, which contain a named database's name after {@code POSTGRES}:
 *
 * <ul>
 *   <li>{@code POSTGRES_DSN}, required, secret: the address of the database, in any of the common
 *       forms: a libpq URI ({@code postgres://user:password@host:5432/name?sslmode=…}), libpq's
 *       keywords and values ({@code host=… user=… dbname=…}), or a JDBC URL. A parameter that
 *       cannot be honoured is refused by name. Instead, {@code POSTGRES_DSN_FILE} can name a file
 *       that contains it.
 *   <li>{@code POSTGRES_USER}, {@code POSTGRES_PASSWORD} (secret) or {@code
 *       POSTGRES_PASSWORD_FILE}: the login, for a DSN without one. A DSN that has another one is
 *       refused.
 *   <li>{@code POSTGRES_PARAMETERS}, secret: parameters as they follow the DSN's {@code ?}; those
 *       in the DSN win.
 *   <li>{@code POSTGRES_MAX_OPEN_CONNS}: 10.
 *   <li>{@code POSTGRES_MAX_IDLE_CONNS}: the value of {@code POSTGRES_MAX_OPEN_CONNS}.
 *   <li>{@code POSTGRES_CONN_MAX_LIFETIME}: 30m; at least 30s, or 0 for never.
 *   <li>{@code POSTGRES_CONNECT_TIMEOUT}: 0, with which injecting the database opens no connection.
 *   <li>{@code POSTGRES_CONNECT_WAIT}: 0; with it, injecting the database waits for a server that
 *       is not there yet.
 *   <li>{@code POSTGRES_KEEPALIVE}, {@code POSTGRES_ISOLATION}, {@code POSTGRES_SCHEMA}, {@code
 *       POSTGRES_READ_ONLY} and the others of {@link PoolSettings}: as the pool and the database
 *       have it.
 *   <li>{@code POSTGRES_REWRITE_BATCHES}: false; with true, the rows of a batch of inserts travel
 *       as a few statements, which is faster and may change what they do.
 *   <li>{@code POSTGRES_HOST_CHECK_INTERVAL}: 250ms, and {@code POSTGRES_HOST_DEAD_AFTER}: 2s; how
 *       often each of several hosts in the DSN is asked how it is, and how long one may be silent
 *       before its connections are aborted.
 *   <li>{@code POSTGRES_MIGRATION_MODE}: {@code run}, or {@code skip} if something else migrates
 *       the database.
 *   <li>{@code POSTGRES_MIGRATION_USER}, {@code POSTGRES_MIGRATION_PASSWORD}: those of the DSN; the
 *       login for migrations, such as the schema's owner.
 *   <li>{@code POSTGRES_MIGRATION_LOCK_TIMEOUT}: 5m; how long migrations wait for those of another
 *       process, which holds an advisory lock.
 *   <li>{@code POSTGRES_READER_MAX_OPEN_CONNS}, {@code POSTGRES_READER_DSN}: the database's; where
 *       the reader connects, and how many connections it has. They are read if there is a reader.
 * </ul>
 *
 * <p>User and password are passed to the driver directly, outside the URL and the pool, so that no
 * log, error or name contains the password. A server's refusal of a login contains the user's name.
 *
 * <p>After the drain, the statements of connections that are still borrowed are cancelled in the
 * server. The session is named after the pool ({@code application_name}), unless the DSN says
 * otherwise.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING">
 *     PostgreSQL: Connection Strings</a>
 */
public final class PostgresModule extends DriverModule {

  static final Setting<PostgresParameters> DSN =
      Setting.of(
              "dsn",
              PostgresParameters.class,
              new DsnParser(),
              "where the database is, such as postgres://user:password@host:5432/name")
          .required()
          .secret()
          .orFile()
          .completedBy(PoolSettings.PARAMETERS);

  static final Setting<Boolean> REWRITE_BATCHES =
      Setting.of(
              "rewrite-batches",
              Boolean.class,
              SettingParser.flag(),
              "whether the rows of a batch of inserts travel as a few statements")
          .withDefault(false);

  /** Creates a module for the default database, configured by the environment. */
  public PostgresModule() {
    this(SqlOptions.defaults());
  }

  /** Creates a module for the database that the options name, configured as they specify. */
  public PostgresModule(SqlOptions options) {
    super(
        "postgres",
        Dialect.POSTGRES,
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
            PoolSettings.SCHEMA,
            PoolSettings.READ_ONLY,
            CONNECT_WAIT,
            REWRITE_BATCHES,
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

  /** The reader's address decides on its hosts, if it has one of its own that says which. */
  @Override
  protected DriverHandle readerHandle(
      ConfigValues values, HikariConfig pool, Optional<DriverHandle> database)
      throws InvalidValueException {
    PostgresHandle first = database.map(PostgresHandle.class::cast).orElse(null);
    PostgresParameters parameters = parameters(values).with(login(values));
    boolean sameAddress = first != null && first.isAt(parameters);
    HostChooser standbys =
        HostChooser.readers(
            ReaderSettings.maxLag(values).orElse(null), ReaderSettings.fallsBack(values));
    boolean decided = !sameAddress && parameters.role() != null;
    return handle(
        values,
        pool,
        decided ? null : standbys,
        sameAddress ? first : null,
        !sameAddress || parameters.hosts().size() > 1);
  }

  @Override
  protected boolean measuresLag(ConfigValues values, boolean ownAddress)
      throws InvalidValueException {
    PostgresParameters parameters = parameters(values);
    return !ownAddress || (parameters.hosts().size() > 1 && parameters.role() == null);
  }

  private DriverHandle handle(
      ConfigValues values,
      HikariConfig pool,
      @Nullable HostChooser chooser,
      @Nullable PostgresHandle watching,
      boolean mayBeBehind)
      throws InvalidValueException {
    DeadOnly.decideFor(pool, DeadSession::isReportedBy);
    return new PostgresHandle(
        parameters(values).with(login(values)),
        defaults(values),
        new PostgresSession(pool),
        values.get(HostSettings.CHECK_INTERVAL),
        values.get(HostSettings.DEAD_AFTER),
        chooser,
        watching,
        mayBeBehind);
  }

  /**
   * Returns the properties for keys that the driver applies. Without the mode, pgjdbc's read-only
   * connections write in auto-commit.
   */
  private static Map<String, String> defaults(ConfigValues values) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put(
        PGProperty.REWRITE_BATCHED_INSERTS.getName(), values.get(REWRITE_BATCHES).toString());
    if (values.get(PoolSettings.READ_ONLY)) {
      defaults.put(PGProperty.READ_ONLY_MODE.getName(), "always");
    }
    return defaults;
  }

  private static PostgresParameters parameters(ConfigValues values) throws InvalidValueException {
    PostgresParameters parameters = values.get(DSN);
    Optional<String> apart = values.find(PoolSettings.PARAMETERS);
    return apart.isEmpty()
        ? parameters
        : parameters.with(apart.get(), ProcessDefaults.ofThisProcess());
  }

  @Override
  protected void checkTogether(ConfigValues values, ConfigReader reader) {
    if (values.find(DSN).isPresent()) {
      try {
        PostgresParameters unused = parameters(values);
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

  private record DsnParser() implements SettingParser<PostgresParameters> {

    @Override
    public PostgresParameters parse(String text) throws InvalidValueException {
      return PostgresParameters.read(text, ProcessDefaults.ofThisProcess());
    }

    @Override
    public PostgresParameters parse(String text, String parameters) throws InvalidValueException {
      return PostgresParameters.read(text, parameters, ProcessDefaults.ofThisProcess());
    }
  }
}
