package io.github.guicesql.sqlmodule.config;

import java.util.Optional;

/** Looks up the text of one value, in a source or among the bindings of a service. */
@FunctionalInterface
public interface ConfigTexts {

  /**
   * Returns the text, or empty if the value is not set.
   *
   * @param type the value's own type, for a lookup by type
   */
  Optional<ConfigText> find(ConfigKey key, Class<?> type);
}
