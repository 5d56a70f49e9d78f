package io.github.guicesql.sqlmodule;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.name.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds the text of each value under its token. Installed in a driver's private environment unless
 * the service brings a module of its own.
 */
final class ConfigModule extends AbstractModule {

  private final ConfigSource source;
  private final List<ConfigKey> keys;

  ConfigModule(ConfigSource source, List<ConfigKey> keys) {
    this.source = source;
    this.keys = keys;
  }

  @Override
  protected void configure() {
    for (ConfigKey key : keys) {
      bind(String.class)
          .annotatedWith(Names.named(key.token()))
          .toProvider(new TextProvider(source, key));
    }
  }

  /** Null for a value that is not set: {@link ConfigReader} is the only one who asks. */
  private record TextProvider(ConfigSource source, ConfigKey key)
      implements Provider<@Nullable String> {
    @Override
    public @Nullable String get() {
      return source.get(key).orElse(null);
    }
  }
}
