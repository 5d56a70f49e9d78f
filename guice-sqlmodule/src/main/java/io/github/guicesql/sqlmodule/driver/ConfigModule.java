package io.github.guicesql.sqlmodule.driver;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds the text of each value under its token, in a driver's private environment. The driver
 * itself reads a snapshot of the source. The bindings are there so that Guice reports an error when
 * a value is also bound outside, where it would be ignored.
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

  private static final class TextProvider implements Provider<@Nullable String> {

    private final ConfigSource source;
    private final ConfigKey key;

    TextProvider(ConfigSource source, ConfigKey key) {
      this.source = source;
      this.key = key;
    }

    @Override
    public @Nullable String get() {
      return source.get(key).orElse(null);
    }
  }
}
