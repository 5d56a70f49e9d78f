package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Binding;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up values among the bindings of a service's own configuration module. */
final class BoundTexts {

  private final Injector environment;

  BoundTexts(Injector environment) {
    this.environment = environment;
  }

  Optional<ConfigText> find(ConfigKey key, Class<?> type) {
    Optional<ConfigText> text = bound(String.class, key);
    return text.isPresent() ? text : bound(type, key);
  }

  /**
   * Returns the value that is bound under this type. It accepts null from a provider, which an
   * injection point would refuse.
   */
  private Optional<ConfigText> bound(Class<?> type, ConfigKey key) {
    Binding<?> binding = environment.getExistingBinding(Key.get(type, Names.named(key.token())));
    if (binding == null) {
      return Optional.empty();
    }
    @Nullable Object value = binding.getProvider().get();
    return value == null
        ? Optional.empty()
        : Optional.of(
            new ConfigText(
                value.toString(),
                "@Named(\"" + key.token() + "\") " + type.getSimpleName() + " in the injector"));
  }
}
