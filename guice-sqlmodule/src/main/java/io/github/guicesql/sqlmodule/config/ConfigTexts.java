package io.github.guicesql.sqlmodule.config;

import java.util.Optional;

/** Looks up the text of one value: in a source, or among a service's own bindings. */
@FunctionalInterface
public interface ConfigTexts {

  /**
   * The text, or empty if the value is not set.
   *
   * @param type the value's own type, for a lookup that knows types
   */
  Optional<ConfigText> find(ConfigKey key, Class<?> type);
}
