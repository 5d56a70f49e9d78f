package io.github.guicesql.sqlmodule;

import static java.util.Objects.requireNonNull;

import com.google.inject.Module;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The options that a driver module is installed with: the database's name, the source of its
 * configuration, hooks for its pool, decorators for its data source, its migrations, and a source
 * of credentials that change. Immutable and thread-safe; each {@code with…} method returns a
 * changed copy.
 *
 * <p>What a setting can say belongs in the configuration: each driver module lists its keys, and
 * {@link io.github.guicesql.sqlmodule.driver.PoolSettings} those of every pool. A pool hook has the
 * last word on them. A hook that sets what is the driver's, such as a data source property, is an
 * error that names the key to use.
 *
 * <p>Guice treats two modules of the same class with equal options as one module. A source, a
 * configuration module, a hook, a decorator, a migration or a source of credentials that does not
 * define {@code equals} keeps them apart.
 */
public final class SqlOptions {

  private final SqlTokens database;
  private final ConfigSource source;
  private final @Nullable Module configModule;
  private final List<Consumer<? super HikariConfig>> poolHooks;
  private final List<UnaryOperator<DataSource>> decorators;
  private final List<Migration> migrations;
  private final @Nullable CredentialsSource credentials;
  private final boolean reader;

  private SqlOptions(
      SqlTokens database,
      ConfigSource source,
      @Nullable Module configModule,
      List<Consumer<? super HikariConfig>> poolHooks,
      List<UnaryOperator<DataSource>> decorators,
      List<Migration> migrations,
      @Nullable CredentialsSource credentials,
      boolean reader) {
    this.database = database;
    this.source = source;
    this.configModule = configModule;
    this.poolHooks = poolHooks;
    this.decorators = decorators;
    this.migrations = migrations;
    this.credentials = credentials;
    this.reader = reader;
  }

  /** The options for the default database, configured by the environment. */
  public static SqlOptions defaults() {
    return new SqlOptions(
        SqlTokens.defaults(),
        ConfigSource.environment(),
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        false);
  }

  /**
   * The options for another database, configured by its own keys in the environment.
   *
   * @throws InvalidNameException if the name is invalid, see {@link SqlTokens#name()}
   */
  public static SqlOptions named(String name) {
    return defaults().withName(name);
  }

  /**
   * Sets the database's name; the empty name is the default database's.
   *
   * @throws InvalidNameException if the name is invalid, see {@link SqlTokens#name()}
   */
  public SqlOptions withName(String name) {
    return new SqlOptions(
        SqlTokens.named(name),
        source,
        configModule,
        poolHooks,
        decorators,
        migrations,
        credentials,
        reader);
  }

  /**
   * Sets the source of the configuration, instead of the environment. It replaces a configuration
   * module.
   */
  public SqlOptions withConfig(ConfigSource newSource) {
    return new SqlOptions(
        database,
        requireNonNull(newSource, "newSource"),
        null,
        poolHooks,
        decorators,
        migrations,
        credentials,
        reader);
  }

  /**
   * Sets a Guice module that supplies the configuration, for a service that has a configuration
   * library of its own. The module is installed in the driver's private environment. It binds each
   * value that it has under the value's token, as a {@code String} or as the setting's own type:
   * {@code @Named("sqlite.path") String}, {@code @Named("sqlite.busy-timeout") Duration}. Values
   * that it does not bind have their defaults. Use an empty module for tokens that are bound
   * outside, such as by {@code Names.bindProperties}.
   */
  public SqlOptions withConfigModule(Module module) {
    return new SqlOptions(
        database,
        source,
        requireNonNull(module, "module"),
        poolHooks,
        decorators,
        migrations,
        credentials,
        reader);
  }

  /**
   * Adds a hook that may change the pool's settings just before the pool is created, such as its
   * metrics registry or leak detection threshold. All hooks run, in the order in which they were
   * added, once per built pool, on the thread that first needs it. HikariCP gets what they set
   * without further checks, except that settings without effect (a driver class, a URL, data source
   * properties) are refused. If a hook throws, the build fails with a {@link SqlBuildException} of
   * stage {@link BuildStage#OPEN}.
   *
   * <p>A hook may wrap the data source that is set in the pool; closing still works. A hook that
   * replaces that data source takes over what the driver module does when it opens, returns and
   * cancels connections; a warning is logged.
   */
  public SqlOptions withPool(Consumer<? super HikariConfig> hook) {
    return new SqlOptions(
        database,
        source,
        configModule,
        with(poolHooks, requireNonNull(hook, "hook")),
        decorators,
        migrations,
        credentials,
        reader);
  }

  /**
   * Adds a decorator of the data source, above the pool and under the contract's key, such as for
   * tracing or logging SQL. The first decorator is the innermost. A wrapper must delegate {@code
   * unwrap}. Closing does not go through the wrapper: the pool below is closed whatever wraps it.
   * If a decorator throws, the build fails with a {@link SqlBuildException} of stage {@link
   * BuildStage#OPEN}.
   */
  public SqlOptions withDataSource(UnaryOperator<DataSource> decorator) {
    return new SqlOptions(
        database,
        source,
        configModule,
        poolHooks,
        with(decorators, requireNonNull(decorator, "decorator")),
        migrations,
        credentials,
        reader);
  }

  /**
   * Adds a migration, which runs before the database's first connection is lent. It runs after
   * those that were added before, and before those that feature modules contribute; see {@link
   * Migration}.
   */
  public SqlOptions withMigration(Migration migration) {
    return new SqlOptions(
        database,
        source,
        configModule,
        poolHooks,
        decorators,
        with(migrations, requireNonNull(migration, "migration")),
        credentials,
        reader);
  }

  /**
   * Sets a source of credentials that may change while the service runs, instead of a password in
   * the configuration. A configuration with a password is then an error. A user in it is not: the
   * source's user logs in.
   */
  public SqlOptions withCredentials(CredentialsSource newCredentials) {
    return new SqlOptions(
        database,
        source,
        configModule,
        poolHooks,
        decorators,
        migrations,
        requireNonNull(newCredentials, "newCredentials"),
        reader);
  }

  /**
   * Adds a reader: a second pool for the same database, under {@code @Named("database.reader")
   * DataSource} or {@code @Named("database.NAME.reader") DataSource}, whose connections cannot
   * write. It is configured by the same values and extended by the same hooks and decorators, and
   * has further keys of its own, such as {@code …_READER_MAX_OPEN_CONNS}. It runs no migration: its
   * first connection is lent when those of the database are done. {@link ReadYourWrites} is exposed
   * with it.
   */
  public SqlOptions withReader() {
    return new SqlOptions(
        database, source, configModule, poolHooks, decorators, migrations, credentials, true);
  }

  private static <T> List<T> with(List<T> list, T added) {
    List<T> copy = new ArrayList<>(list);
    copy.add(added);
    return Collections.unmodifiableList(copy);
  }

  /** The tokens of the database. */
  public SqlTokens database() {
    return database;
  }

  /** The source of the configuration; not used if there is a configuration module. */
  public ConfigSource config() {
    return source;
  }

  /** The service's own configuration module, if there is one. */
  public Optional<Module> configModule() {
    return Optional.ofNullable(configModule);
  }

  /** The hooks for the pool, in the order in which they run. */
  public List<Consumer<? super HikariConfig>> poolHooks() {
    return poolHooks;
  }

  /** The decorators of the data source, the innermost first. */
  public List<UnaryOperator<DataSource>> decorators() {
    return decorators;
  }

  /** The migrations, in the order in which they run. */
  public List<Migration> migrations() {
    return migrations;
  }

  /** The source of credentials, if there is one. */
  public Optional<CredentialsSource> credentials() {
    return Optional.ofNullable(credentials);
  }

  /** Returns whether the database has a reader. */
  public boolean hasReader() {
    return reader;
  }

  /** A description of where the configuration comes from, for people; it never contains a value. */
  public String configDescription() {
    return configModule == null ? source.toString() : configModule.getClass().toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlOptions that
        && database.equals(that.database)
        && source.equals(that.source)
        && Objects.equals(configModule, that.configModule)
        && poolHooks.equals(that.poolHooks)
        && decorators.equals(that.decorators)
        && migrations.equals(that.migrations)
        && Objects.equals(credentials, that.credentials)
        && reader == that.reader;
  }

  @Override
  public int hashCode() {
    int hash = 31 * database.hashCode() + source.hashCode();
    return 31 * hash
        + Objects.hashCode(configModule)
        + poolHooks.hashCode()
        + decorators.hashCode()
        + migrations.hashCode()
        + Objects.hashCode(credentials)
        + Boolean.hashCode(reader);
  }

  /** Returns the token and a description of the configuration's source; never a value. */
  @Override
  public String toString() {
    return database.db() + " from " + configDescription();
  }
}
