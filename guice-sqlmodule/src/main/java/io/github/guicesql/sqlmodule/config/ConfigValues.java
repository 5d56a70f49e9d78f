package io.github.guicesql.sqlmodule.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The validated configuration values of one database. Immutable. */
public final class ConfigValues {

  private final Map<String, Object> values;
  private final List<EffectiveValue> effective;

  ConfigValues(Map<String, Object> values, List<EffectiveValue> effective) {
    this.values = Map.copyOf(values);
    this.effective = List.copyOf(effective);
  }

  /** Returns the value of a setting that is required or has a default. */
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting.name());
    if (value == null) {
      throw new IllegalArgumentException(setting + " was not declared or not set");
    }
    return setting.type().cast(value);
  }

  /** Returns the value of a setting, its default if it is not set, or empty if it has none. */
  public <T> Optional<T> find(Setting<T> setting) {
    Object value = values.get(setting.name());
    return value == null ? Optional.empty() : Optional.of(setting.type().cast(value));
  }

  /** All values for people, in the order of the settings, with secrets masked. */
  public List<EffectiveValue> effective() {
    return effective;
  }

  /** Returns a value as it was written, masked if it is a secret; empty if it is not set. */
  public String shown(Setting<?> setting) {
    for (EffectiveValue value : effective) {
      if (value.setting().equals(setting.name())) {
        return value.value();
      }
    }
    return "";
  }

  /** Returns the names of the settings that have a value; never a value. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
