package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The base class of all driver modules.
 *
 * <ul>
 *   <li>Requires {@link LifecycleRegistry}: install a {@link LifecycleModule}, or let Guice create
 *       the registry just in time.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name ({@link SqlTokens}).
 *   <li>Exposes {@code @Named("database.reader") DataSource}, too, and
 *       {@code @Named("database.reader") ReadYourWrites}, if the options have a reader ({@link
 *       SqlOptions#withReader()}).
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

  static final String SKIP = "skip";

  /**
   * {@code migration-mode}: {@code run}, the default, or {@code skip} for a database that something
   * else has migrated, such as a job of the deployment; {@link #migrate} runs them all the same.
   */
  public static final Setting<String> MIGRATION_MODE =
      Setting.of(
              "migration-mode",
              String.class,
              SettingParser.oneOf("run", SKIP),
              "whether migrations run before the first connection is lent")
          .withDefault("run");

  private static final SettingParser<String> LOGIN_TEXT = LoginSettings::text;

  /**
   * {@code migration-user}: the user with which migrations connect, such as the schema's owner; by
   * default the same as for the pool. A driver with logins declares it.
   */
  public static final Setting<String> MIGRATION_USER =
      Setting.of(
          "migration-user", String.class, LOGIN_TEXT, "the user with which migrations connect");

  /** {@code migration-password}, secret: the password of {@link #MIGRATION_USER}. */
  public static final Setting<String> MIGRATION_PASSWORD =
      Setting.of(
              "migration-password",
              String.class,
              LOGIN_TEXT,
              "the password with which migrations connect")
          .secret()
          .verbatim();

  /**
   * {@code migration-lock-timeout}: how long migrations wait for those of another process, 1 ms to
   * 24 hours, 0 for not at all; 5 minutes by default. A driver whose handle has a lock for
   * migrations declares it.
   */
  public static final Setting<Duration> MIGRATION_LOCK_TIMEOUT =
      Setting.of(
              "migration-lock-timeout",
              Duration.class,
              SettingParser.duration(Duration.ofMillis(1), Duration.ofHours(24)),
              "how long migrations wait for those of another process")
          .withDefault(Duration.ofMinutes(5));

  /**
   * {@code connect-wait}: how long building waits for a database that is not there yet, 1 s to 24
   * hours; 0, the default, means not at all. A driver of a server declares it.
   */
  public static final Setting<Duration> CONNECT_WAIT =
      Setting.of(
              "connect-wait",
              Duration.class,
              SettingParser.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
              "how long to wait at start-up for a database that is not there yet, 0 for not at all")
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
   * @param settings the driver's settings, in the order in which people should read them; the first
   *     one is the database's address. {@link #MAX_OPEN_CONNS} and {@link #CONNECT_TIMEOUT} are
   *     added unless they are included with another default. This class applies these two, {@link
   *     #MAX_IDLE_CONNS} and {@link #CONN_MAX_LIFETIME}.
   * @throws IllegalArgumentException if two settings would share a key, as the default database's
   *     {@code db-user} and the {@code user} of the database named {@code db} would
   */
  protected DriverModule(
      String prefix, Dialect dialect, SqlOptions options, List<Setting<?>> settings) {
    this.prefix = prefix;
    this.dialect = dialect;
    this.options = options;
    List<Setting<?>> all = new ArrayList<>(settings);
    addUnlessDeclared(all, MAX_OPEN_CONNS);
    addUnlessDeclared(all, CONNECT_TIMEOUT);
    for (Setting<?> setting : PoolSettings.ALWAYS) {
      addUnlessDeclared(all, setting);
    }
    if (options.hasReader()) {
      ReaderSettings.declareIn(all);
    }
    this.settings = withFiles(all);
    checkNames();
  }

  private static void addUnlessDeclared(List<Setting<?>> settings, Setting<?> shared) {
    for (Setting<?> declared : settings) {
      if (declared.name().equals(shared.name())) {
        return;
      }
    }
    settings.add(shared);
  }

  /** Returns the settings, each followed by the one that names a file with its text. */
  private static List<Setting<?>> withFiles(List<Setting<?>> declared) {
    List<Setting<?>> all = new ArrayList<>();
    for (Setting<?> setting : declared) {
      all.add(setting);
      Setting<?> file = setting.file().orElse(null);
      if (file != null) {
        all.add(file);
      }
    }
    return Collections.unmodifiableList(all);
  }

  private void checkNames() {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : settings) {
      if (!names.add(setting.name())) {
        throw sharedKey(setting);
      }
    }
    for (Setting<?> setting : settings) {
      if (sharesItsEnd(setting.name(), names)) {
        throw sharedKey(setting);
      }
    }
  }

  /** No database can have a reserved word as its name, so no key of one begins with it. */
  private static boolean sharesItsEnd(String name, Set<String> names) {
    for (int end = name.indexOf('-'); end >= 0; end = name.indexOf('-', end + 1)) {
      if (names.contains(name.substring(end + 1))
          && !SqlTokens.isReserved(name.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private IllegalArgumentException sharedKey(Setting<?> setting) {
    return new IllegalArgumentException(
        "The setting "
            + setting
            + " shares a key with another one of "
            + settings.stream().filter(each -> !PoolSettings.ALWAYS.contains(each)).toList());
  }

  /**
   * Creates the driver's handle, which opens the pool's connections, from validated values. This
   * method must not open a connection. It may change {@code pool}'s settings, such as the lifetime
   * of a connection, but not its data source, which is created from the handle. It is called on the
   * thread that first needs the database. If it throws, the build fails with a {@link
   * SqlBuildException} of stage {@link BuildStage#OPEN}.
   *
   * <p>It is called for the pool of the database and, by {@link #readerHandle}, for that of its
   * reader if the options have one. The values of a reader have {@link PoolSettings#READ_ONLY},
   * which is true, even if the driver has not declared that setting.
   */
  protected abstract DriverHandle handle(ConfigValues values, HikariConfig pool) throws Exception;

  /**
   * Creates the handle of the reader's pool. By default, it is created as the database's.
   *
   * @param values those of the reader; {@link PoolSettings#READ_ONLY} is true among them
   * @param database the handle of the database's pool, which closes after the reader's; empty if
   *     {@code Modules.override} has replaced the database
   */
  protected DriverHandle readerHandle(
      ConfigValues values, HikariConfig pool, Optional<DriverHandle> database) throws Exception {
    return handle(values, pool);
  }

  /**
   * Returns whether a reader of these values keeps to {@link ReaderSettings#MAX_LAG}: whether its
   * hosts, the primary among them, are watched, or it reads from the database itself. By default it
   * does if it has no address of its own.
   *
   * @param values the values of the reader's pool
   * @param ownAddress whether the reader has an address of its own
   */
  protected boolean measuresLag(ConfigValues values, boolean ownAddress)
      throws InvalidValueException {
    return !ownAddress;
  }

  /**
   * Checks what several settings say together, after each of them was read. By default, nothing is
   * checked.
   *
   * @param values the valid values; invalid ones are absent
   * @param reader receives the problems
   */
  protected void checkTogether(ConfigValues values, ConfigReader reader) {}

  /**
   * Returns the user and the password in the database's address, for a driver that declares {@link
   * LoginSettings}. By default, an address has neither.
   */
  protected Login addressLogin(ConfigValues values) {
    return Login.NONE;
  }

  /**
   * Returns the user and the password of the address or, for what it lacks, of {@link
   * LoginSettings}.
   */
  protected final Login login(ConfigValues values) {
    return addressLogin(values).or(LoginSettings.in(values));
  }

  /** Returns whether there is a login to check; {@link LoginSettings} is not loaded without one. */
  final boolean hasLogin() {
    return options.credentials().isPresent() || declares(LoginSettings.USER_NAME);
  }

  /**
   * Returns whether a setting of this name is among those of the driver. A name loads no class, as
   * a setting would.
   */
  final boolean declares(String name) {
    for (Setting<?> setting : settings) {
      if (setting.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

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
    Module config = options.configModule().orElse(null);
    if (config != null) {
      install(config);
    }
    // An unscoped provider instance that builds only once. A singleton would not be lazy, since
    // Guice builds singletons of private modules eagerly in Stage.PRODUCTION; a linked key would
    // survive Modules.override.
    SharedConfig values = new SharedConfig(this);
    DataSourceProvider provider = new DataSourceProvider(PoolRole.ofDatabase(this), values, null);
    bind(database().dbKey()).toProvider(provider);
    bind(database().dialectKey()).toInstance(dialect);
    expose(database().dbKey());
    expose(database().dialectKey());
    if (options.hasReader()) {
      DataSourceProvider reader = new DataSourceProvider(PoolRole.ofReader(this), values, provider);
      bind(database().reader().dbKey()).toProvider(reader);
      bind(database().readYourWritesKey())
          .toProvider(new ReadYourWritesProvider(database(), reader));
      expose(database().reader().dbKey());
      expose(database().readYourWritesKey());
    }
  }

  /**
   * Migrates the database without an injector, such as in a {@code migrate} command or a test: runs
   * the migrations of the options and then the given ones, under the same lock and with the same
   * credentials as when a service starts, and closes every connection.
   *
   * @param contributed what feature modules would contribute, in this order
   * @throws SqlBuildException of stage {@link BuildStage#MIGRATE} if that fails, or of an earlier
   *     stage if the configuration is wrong
   */
  public final void migrate(Migration... contributed) {
    StandaloneMigration.run(this, List.of(contributed));
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

  final Dialect dialect() {
    return dialect;
  }

  final SqlOptions options() {
    return options;
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
