package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import com.google.inject.PrivateModule;
import com.google.inject.ProvisionException;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigTexts;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The base class of all driver modules.
 *
 * <ul>
 *   <li>Requires {@link LifecycleRegistry}: install a {@link LifecycleModule}, or let Guice create
 *       the registry just in time.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name ({@link SqlTokens}).
 *   <li>Everything else is private, and invisible to other driver modules and to other instances of
 *       the same module.
 * </ul>
 *
 * <p>A subclass defines only its prefix and dialect, its settings, and how they become a {@link
 * DriverHandle}. Guice treats two modules of one class with equal options as one module if their
 * {@link #state()} is equal, too.
 *
 * <p>The data source is a lazy singleton in every {@code Stage}: it is built when first injected,
 * which reads and validates the configuration and creates the pool object. Building opens no
 * connection and starts no thread; the first {@code getConnection()} does, unless a connect timeout
 * requires a ping. A failed build throws {@link SqlBuildException}, leaves nothing behind, and is
 * tried again at the next injection. The pool registers itself with the registry, which closes it.
 */
public abstract class DriverModule extends PrivateModule {

  /**
   * {@code max-open-conns}: the maximum number of connections in the pool, 1 to 10,000; 10 by
   * default.
   */
  public static final Setting<Integer> MAX_OPEN_CONNS =
      Setting.of(
              "max-open-conns",
              Integer.class,
              SettingParser.integer(1, 10_000),
              "the most connections that the pool opens")
          .withDefault(10);

  /** {@code max-idle-conns}: the number of idle connections to keep; all of them by default. */
  public static final Setting<Integer> MAX_IDLE_CONNS =
      Setting.of(
          "max-idle-conns",
          Integer.class,
          SettingParser.integer(0, 10_000),
          "how many idle connections the pool keeps open");

  /**
   * {@code conn-max-lifetime}: the age at which an idle connection is replaced, at least 30 s; 0
   * means never; 30 minutes by default.
   */
  public static final Setting<Duration> CONN_MAX_LIFETIME =
      Setting.of(
              "conn-max-lifetime",
              Duration.class,
              SettingParser.duration(Duration.ofSeconds(30), Duration.ofDays(365)),
              "the age at which a connection is replaced, 0 for never")
          .withDefault(Duration.ofMinutes(30));

  /**
   * {@code connect-timeout}: if it is 0, the default, building opens no connection; otherwise the
   * database must answer a ping within it, 10 ms to 1 hour, or the build fails.
   */
  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.of(
              "connect-timeout",
              Duration.class,
              SettingParser.duration(Duration.ofMillis(10), Duration.ofHours(1)),
              "how long the database has to answer at start-up, 0 for not being asked")
          .withDefault(Duration.ZERO);

  private final String prefix;
  private final Dialect dialect;
  private final SqlOptions options;
  private final List<Setting<?>> settings;

  /**
   * Called by the constructors of subclasses.
   *
   * @param prefix the first word of the configuration's names, in lower case, such as {@code
   *     "sqlite"}; errors use it as the driver's name
   * @param dialect the dialect of SQL that the database speaks
   * @param options the options that the module was installed with
   * @param settings the driver's settings, in the order in which people should read them. {@link
   *     #MAX_OPEN_CONNS} and {@link #CONNECT_TIMEOUT} are added unless they are included with
   *     another default. This class applies these two, {@link #MAX_IDLE_CONNS} and {@link
   *     #CONN_MAX_LIFETIME}.
   * @throws IllegalArgumentException if two settings would share a key, as the default database's
   *     {@code db-user} and the {@code user} of the database named {@code db} would
   */
  protected DriverModule(
      String prefix, Dialect dialect, SqlOptions options, List<Setting<?>> settings) {
    this.prefix = prefix;
    this.dialect = dialect;
    this.options = options;
    this.settings =
        Stream.concat(settings.stream(), shared().filter(one -> !isAmong(settings, one))).toList();
    checkNames();
  }

  private static Stream<Setting<?>> shared() {
    return Stream.of(MAX_OPEN_CONNS, CONNECT_TIMEOUT);
  }

  private static boolean isAmong(List<Setting<?>> settings, Setting<?> one) {
    return settings.stream().anyMatch(other -> other.name().equals(one.name()));
  }

  private void checkNames() {
    List<String> names = settings.stream().map(Setting::name).toList();
    for (String name : names) {
      if (names.stream().anyMatch(other -> name.endsWith("-" + other))
          || names.indexOf(name) != names.lastIndexOf(name)) {
        throw new IllegalArgumentException(
            "The setting " + name + " shares a key with another one of " + names);
      }
    }
  }

  /**
   * Creates the driver's handle, which opens the pool's connections, from validated values. This
   * method must not open a connection. It may change {@code pool}'s settings, such as the lifetime
   * of a connection, but not its data source, which is created from the handle. It is called on the
   * thread that first needs the database. If it throws, the build fails with a {@link
   * SqlBuildException} of stage {@link BuildStage#OPEN}.
   */
  protected abstract DriverHandle handle(ConfigValues values, HikariConfig pool) throws Exception;

  /**
   * The state of a subclass besides the options, as a value with {@code equals}. Guice treats two
   * modules of one class with equal options and equal state as one module. By default, two modules
   * are never treated as one.
   */
  protected Object state() {
    return this;
  }

  @Override
  protected final void configure() {
    List<ConfigKey> keys = new ArrayList<>();
    for (Setting<?> setting : settings) {
      keys.add(key(setting));
    }
    install(options.configModule().orElse(new ConfigModule(options.config(), keys)));
    // An unscoped provider instance that builds only once. A singleton would not be lazy, since
    // Guice builds singletons of private modules eagerly in Stage.PRODUCTION; a linked key would
    // survive Modules.override.
    bind(database().dbKey()).toProvider(new DataSourceProvider(this));
    bind(database().dialectKey()).toInstance(dialect);
    expose(database().dbKey());
    expose(database().dialectKey());
  }

  /** Returns the names of a setting in this database's configuration, for error messages. */
  protected final ConfigKey key(Setting<?> setting) {
    return setting.key(prefix, database().name());
  }

  /**
   * Creates an error that names the driver and the database; the problem must not contain a secret.
   */
  protected final SqlBuildException failure(
      BuildStage stage, String problem, @Nullable Throwable cause) {
    return new SqlBuildException(prefix, database().db(), stage, problem, cause);
  }

  final String prefix() {
    return prefix;
  }

  final SqlTokens database() {
    return options.database();
  }

  final List<Setting<?>> settings() {
    return settings;
  }

  /**
   * Reads and validates all settings.
   *
   * @throws SqlConfigException if any setting is invalid; it lists all problems
   */
  final ConfigValues readConfig(Injector environment) {
    ConfigReader reader = new ConfigReader(prefix, database().name(), texts(environment));
    settings.forEach(reader::read);
    checkIdleAgainstOpen(reader);
    if (!reader.problems().isEmpty()) {
      throw new SqlConfigException(prefix, database().db(), reader.problems());
    }
    return reader.values();
  }

  private ConfigTexts texts(Injector environment) {
    if (options.configModule().isPresent()) {
      ConfigTexts bound = new BoundTexts(environment);
      return (key, type) -> readable(key, () -> bound.find(key, type));
    }
    ConfigKey any = key(settings.get(0));
    ConfigSource snapshot = readable(any, () -> options.config().snapshot());
    return (key, type) -> readable(key, () -> snapshot.find(key));
  }

  private <T> T readable(ConfigKey key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuntimeException e) {
      boolean wrapped = e instanceof ProvisionException && e.getCause() != null;
      throw failure(
          BuildStage.RESOLVE_CONFIG,
          key + " could not be read from its source; the cause says why.",
          wrapped ? e.getCause() : e);
    }
  }

  private void checkIdleAgainstOpen(ConfigReader reader) {
    ConfigValues values = reader.values();
    Optional<Integer> open = values.find(MAX_OPEN_CONNS);
    Optional<Integer> idle = values.find(MAX_IDLE_CONNS);
    if (open.isPresent() && idle.isPresent() && idle.get() > open.get()) {
      reader.problem(
          MAX_IDLE_CONNS,
          "It is more than the " + open.get() + " connections that may be open.",
          "Write at most " + open.get() + ", or raise " + key(MAX_OPEN_CONNS) + ".");
    }
  }

  final Dialect dialect() {
    return dialect;
  }

  final String configDescription() {
    return options.configDescription();
  }

  /** Creates the pool according to the values and the hooks, without starting it. */
  final ManagedDataSource pool(
      ConfigValues values, InstalledDatabase installed, Listeners listeners) throws Exception {
    ManagedDataSource pool = new ManagedDataSource();
    int open = values.get(MAX_OPEN_CONNS);
    pool.setPoolName(database().db());
    pool.setMaximumPoolSize(open);
    pool.setMinimumIdle(values.find(MAX_IDLE_CONNS).orElse(open));
    values.find(CONN_MAX_LIFETIME).ifPresent(lifetime -> setMaxLifetime(pool, lifetime));
    DriverHandle handle = handle(values, pool);
    pool.open(handle, () -> listeners.started(installed), () -> listeners.closed(installed));
    try {
      listeners.configurePool(installed, pool);
      for (Consumer<? super HikariConfig> hook : options.poolHooks()) {
        hook.accept(pool);
      }
      refuseWhatHasNoEffect(pool);
      if (pool.getHealthCheckRegistry() != null) {
        HealthChecks.closeWith(pool, installed);
      }
      pool.validate();
      handle.name(pool.toString());
      return pool;
    } catch (RuntimeException | Error e) {
      try {
        pool.close();
      } catch (RuntimeException notClosed) {
        e.addSuppressed(notClosed);
      }
      throw e;
    }
  }

  /** Refuses settings that HikariCP silently ignores when a data source is set. */
  private void refuseWhatHasNoEffect(HikariConfig pool) {
    if (pool.getDataSource() == null) {
      return;
    }
    List<String> ignored = new ArrayList<>();
    if (pool.getJdbcUrl() != null) {
      ignored.add("jdbcUrl");
    }
    if (pool.getDriverClassName() != null) {
      ignored.add("driverClassName");
    }
    if (pool.getDataSourceClassName() != null) {
      ignored.add("dataSourceClassName");
    }
    if (!pool.getDataSourceProperties().isEmpty()) {
      ignored.add("data source properties");
    }
    if (!ignored.isEmpty()) {
      throw failure(
          BuildStage.OPEN,
          "A hook has set the pool's "
              + String.join(", ", ignored)
              + ", which has no effect beside the driver's data source. Write the driver's parameters"
              + " into "
              + key(settings.get(0))
              + " instead.",
          null);
    }
  }

  final DataSource decorated(DataSource managed, Database installed, Listeners listeners) {
    DataSource decorated = listeners.decorate(installed, managed);
    for (UnaryOperator<DataSource> decorator : options.decorators()) {
      decorated = decorator.apply(decorated);
    }
    return decorated;
  }

  /** Runs a step of the build and converts what it throws to a typed error. */
  final <T> T guarded(String problem, Callable<T> step) {
    try {
      return step.call();
    } catch (SqlModuleException e) {
      throw e;
    } catch (LinkageError e) {
      throw unfit(e);
    } catch (Exception e) {
      throw failure(BuildStage.OPEN, problem + "; the cause says why.", e);
    }
  }

  /**
   * Creates the error for a library on the class path that is not the version this class was
   * compiled against.
   */
  final SqlBuildException unfit(LinkageError missing) {
    return failure(
        BuildStage.OPEN,
        "A library on the class path is missing or too old, and the database was not asked: "
            + missing
            + ". HikariCP has to be 5.0.1 or newer, and the JDBC driver one that the guide names.",
        missing);
  }

  /**
   * Sets the lifetime, and fits the settings that depend on it: HikariCP disables those that exceed
   * the lifetime, with a warning. HikariCP also warns of an idle timeout in a pool that keeps all
   * its connections.
   */
  private static void setMaxLifetime(HikariConfig pool, Duration lifetime) {
    long millis = lifetime.toMillis();
    pool.setMaxLifetime(millis);
    if (millis > 0) {
      if (pool.getMinimumIdle() < pool.getMaximumPoolSize()) {
        pool.setIdleTimeout(Math.min(pool.getIdleTimeout(), millis * 9 / 10));
      }
      pool.setKeepaliveTime(millis > pool.getKeepaliveTime() ? pool.getKeepaliveTime() : 0);
    }
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // modules of two driver classes are never the same module
  public final boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof DriverModule that
        && getClass() == that.getClass()
        && options.equals(that.options)
        && state() != this
        && state().equals(that.state());
  }

  @Override
  public final int hashCode() {
    return 31 * getClass().hashCode() + options.hashCode();
  }

  /**
   * Returns the driver, the token and a description of the configuration's source; never a value.
   */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "(" + options + ")";
  }
}
