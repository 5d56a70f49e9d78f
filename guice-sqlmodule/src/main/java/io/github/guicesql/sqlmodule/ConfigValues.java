package io.github.guicesql.sqlmodule;

import java.util.Map;
import java.util.Optional;

/** The checked values of one database's configuration. Immutable. */
public final class ConfigValues {

  private final Map<String, Object> values;

  ConfigValues(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** The value of a setting that is required or has a default. */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalArgumentException(setting + " was not declared or not set"));
  }

  /** The value, or its default, or empty. */
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable(values.get(setting.name())).map(setting.type()::cast);
  }

  /** The names of the settings that have a value; never a value. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
