package io.github.guicesql.docs;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqlmodule.driver.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The code of docs/guides/configuration.md. */
final class ConfigurationGuide {

  private ConfigurationGuide() {}

  static ConfigSource chain(Path folder) {
    return ConfigSource.firstOf(
        ConfigSource.environment(),
        ConfigSource.systemProperties(),
        ConfigSource.propertiesFile(folder.resolve("service.properties")),
        ConfigSource.map(Map.of("sqlite.busy-timeout", "10s")));
  }

  /** Stands for whatever keeps a service's secrets. */
  @FunctionalInterface
  interface Vault {
    @Nullable String read(String path);
  }

  static PostgresModule fromVault(Vault vault) {
    ConfigSource secrets =
        key -> key.secret() ? Optional.ofNullable(vault.read(key.token())) : Optional.empty();
    return new PostgresModule(
        SqlOptions.defaults()
            .withConfig(ConfigSource.firstOf(secrets, ConfigSource.environment())));
  }

  /** Stands for what a service's own configuration library reads. */
  record Settings(Path database, Duration patience) {}

  static final class SettingsModule extends AbstractModule {
    private final Settings settings;

    SettingsModule(Settings settings) {
      this.settings = settings;
    }

    @Provides
    @Named("sqlite.path")
    String path() {
      return settings.database().toString();
    }

    @Provides
    @Named("sqlite.busy-timeout")
    Duration busyTimeout() {
      return settings.patience();
    }
  }

  static SqliteModule fromSettings(Settings settings) {
    return new SqliteModule(SqlOptions.defaults().withConfigModule(new SettingsModule(settings)));
  }

  static final class OldModule extends AbstractModule {
    private final Properties properties;

    OldModule(Properties properties) {
      this.properties = properties;
    }

    @Override
    protected void configure() {
      Names.bindProperties(binder(), properties);
      install(new SqliteModule(SqlOptions.defaults().withConfigModule(Modules.EMPTY_MODULE)));
    }
  }

  static ConfigSource shared() {
    return ConfigSource.sharing(
        ConfigSource.environment(), DriverModule.MAX_OPEN_CONNS, PoolSettings.BORROW_TIMEOUT);
  }

  static SqlOptions withPoolHook(SqlOptions options) {
    return options.withPool(
        pool -> {
          pool.setConnectionTimeout(5_000);
          pool.setLeakDetectionThreshold(60_000);
        });
  }
}
