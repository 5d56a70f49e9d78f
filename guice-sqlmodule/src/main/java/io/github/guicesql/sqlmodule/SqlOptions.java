package io.github.guicesql.sqlmodule;

import com.google.inject.Module;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a driver module is installed with: which database it is, where its configuration comes from,
 * and a last word on its pool. Immutable; each {@code with…} gives a changed copy.
 *
 * <p>Guice takes two modules of one class with equal options for the same module, so a source, a
 * configuration module or a pool hook without {@code equals} of its own keeps them apart.
 */
public final class SqlOptions {

  private final SqlTokens database;
  private final ConfigSource source;
  private final @Nullable Module configModule;
  private final @Nullable Consumer<? super HikariConfig> poolHook;

  private SqlOptions(
      SqlTokens database,
      ConfigSource source,
      @Nullable Module configModule,
      @Nullable Consumer<? super HikariConfig> poolHook) {
    this.database = database;
    this.source = source;
    this.configModule = configModule;
    this.poolHook = poolHook;
  }

  /** The default database, configured by the environment. */
  public static SqlOptions defaults() {
    return new SqlOptions(SqlTokens.defaults(), ConfigSource.environment(), null, null);
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
    return new SqlOptions(SqlTokens.named(name), source, configModule, poolHook);
  }

  /** Configuration from another place than the environment. Replaces a configuration module. */
  public SqlOptions withConfig(ConfigSource newSource) {
    return new SqlOptions(database, newSource, null, poolHook);
  }

  /**
   * Configuration from a module of the service's own, for one that has a configuration library. It
   * is installed in the driver's private environment and binds each value it has under its token,
   * as a {@code String} or as the setting's own type: {@code @Named("sqlite.path") String},
   * {@code @Named("sqlite.busy-timeout") Duration}. What it leaves unbound has its default. An
   * empty module does for tokens that are bound outside, such as by {@code Names.bindProperties}.
   */
  public SqlOptions withConfigModule(Module module) {
    return new SqlOptions(database, source, module, poolHook);
  }

  /**
   * A last word on the pool before it is made, such as a metrics registry or a leak detection
   * threshold. Called once per built pool, on the thread that first needs it. What it sets,
   * HikariCP gets: no check of ours comes after it. What it throws becomes a {@link
   * SqlBuildException} of stage {@link BuildStage#OPEN}.
   */
  public SqlOptions withPool(Consumer<? super HikariConfig> hook) {
    return new SqlOptions(database, source, configModule, hook);
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

  /** Lets the hooks have their last word on a pool. */
  public void applyPoolHook(HikariConfig pool) {
    if (poolHook != null) {
      poolHook.accept(pool);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SqlOptions that
        && database.equals(that.database)
        && source.equals(that.source)
        && Objects.equals(configModule, that.configModule)
        && Objects.equals(poolHook, that.poolHook);
  }

  @Override
  public int hashCode() {
    return Objects.hash(database, source, configModule, poolHook);
  }

  /** The token, and where the configuration comes from; never a value. */
  @Override
  public String toString() {
    return database.db() + " from " + (configModule == null ? source : configModule.getClass());
  }
}
