package io.github.guicesql.sqlmodule;

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
 * What a driver module is installed with: which database it is, where its configuration comes from,
 * hooks for its pool and decorators for its data source. Immutable; each {@code with…} gives a
 * changed copy.
 *
 * <p>Guice takes two modules of one class with equal options for the same module, so a source, a
 * configuration module, a hook or a decorator without {@code equals} of its own keeps them apart.
 */
public final class SqlOptions {

  private final SqlTokens database;
  private final ConfigSource source;
  private final @Nullable Module configModule;
  private final List<Consumer<? super HikariConfig>> poolHooks;
  private final List<UnaryOperator<DataSource>> decorators;

  private SqlOptions(
      SqlTokens database,
      ConfigSource source,
      @Nullable Module configModule,
      List<Consumer<? super HikariConfig>> poolHooks,
      List<UnaryOperator<DataSource>> decorators) {
    this.database = database;
    this.source = source;
    this.configModule = configModule;
    this.poolHooks = poolHooks;
    this.decorators = decorators;
  }

  /** The default database, configured by the environment. */
  public static SqlOptions defaults() {
    return new SqlOptions(
        SqlTokens.defaults(), ConfigSource.environment(), null, List.of(), List.of());
  }

  /**
   * A further database, configured by its own keys in the environment.
   *
   * @throws InvalidNameException if the name is not usable, see {@link SqlTokens#name()}
   */
  public static SqlOptions named(String name) {
    return defaults().withName(name);
  }

  /**
   * Another database; the empty name is the default one.
   *
   * @throws InvalidNameException if the name is not usable, see {@link SqlTokens#name()}
   */
  public SqlOptions withName(String name) {
    return new SqlOptions(SqlTokens.named(name), source, configModule, poolHooks, decorators);
  }

  /** Configuration from another place than the environment. Replaces a configuration module. */
  public SqlOptions withConfig(ConfigSource newSource) {
    return new SqlOptions(database, newSource, null, poolHooks, decorators);
  }

  /**
   * Configuration from a module of the service's own, for one that has a configuration library. It
   * is installed in the driver's private environment and binds each value it has under its token,
   * as a {@code String} or as the setting's own type: {@code @Named("sqlite.path") String},
   * {@code @Named("sqlite.busy-timeout") Duration}. What it leaves unbound has its default. An
   * empty module does for tokens that are bound outside, such as by {@code Names.bindProperties}.
   */
  public SqlOptions withConfigModule(Module module) {
    return new SqlOptions(database, source, module, poolHooks, decorators);
  }

  /**
   * Adds a hook with a last word on the pool before it is made, such as a metrics registry or a
   * leak detection threshold. All hooks run, in the order in which they were added, once per built
   * pool, on the thread that first needs it. What they set, HikariCP gets: no check of ours comes
   * after them, but what can have no effect (a driver class, a URL, data source properties) is
   * refused. What a hook throws becomes a {@link SqlBuildException} of stage {@link
   * BuildStage#OPEN}.
   *
   * <p>A hook may wrap the data source that is set in the pool: closing works as ever. One that
   * replaces it takes over what the driver module does when it opens, returns and cancels
   * connections, of which a warning tells.
   */
  public SqlOptions withPool(Consumer<? super HikariConfig> hook) {
    return new SqlOptions(database, source, configModule, with(poolHooks, hook), decorators);
  }

  /**
   * Adds a decorator of the data source, above the pool and under the contract's key, such as for
   * tracing or logging SQL. The first one is the innermost. A wrapper must pass {@code unwrap} on.
   * Closing does not go through it: the pool below is closed whatever is wrapped around it. What a
   * decorator throws becomes a {@link SqlBuildException} of stage {@link BuildStage#OPEN}.
   */
  public SqlOptions withDataSource(UnaryOperator<DataSource> decorator) {
    return new SqlOptions(database, source, configModule, poolHooks, with(decorators, decorator));
  }

  private static <T> List<T> with(List<T> list, T added) {
    List<T> copy = new ArrayList<>(list);
    copy.add(added);
    return Collections.unmodifiableList(copy);
  }

  /** Which database it is. */
  public SqlTokens database() {
    return database;
  }

  /** Where the configuration comes from, unless there is a configuration module. */
  public ConfigSource config() {
    return source;
  }

  /** The service's own configuration module, if it brings one. */
  public Optional<Module> configModule() {
    return Optional.ofNullable(configModule);
  }

  /** The hooks for the pool, in order. */
  public List<Consumer<? super HikariConfig>> poolHooks() {
    return poolHooks;
  }

  /** The decorators of the data source, the innermost first. */
  public List<UnaryOperator<DataSource>> decorators() {
    return decorators;
  }

  /** Where the configuration comes from, for people; never a value. */
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
        && decorators.equals(that.decorators);
  }

  @Override
  public int hashCode() {
    int hash = 31 * database.hashCode() + source.hashCode();
    return 31 * hash
        + Objects.hashCode(configModule)
        + poolHooks.hashCode()
        + decorators.hashCode();
  }

  /** The token, and where the configuration comes from; never a value. */
  @Override
  public String toString() {
    return database.db() + " from " + configDescription();
  }
}
