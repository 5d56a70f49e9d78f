package io.github.guicesql.sqlmodule.config;

import java.util.ArrayList;
import java.util.HashMap;
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
    return find(setting)
        .orElseThrow(() -> new IllegalArgumentException(setting + " was not declared or not set"));
  }

  /** Returns the value of a setting, its default if it is not set, or empty if it has none. */
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable(values.get(setting.name())).map(setting.type()::cast);
  }

  /** Returns a copy with another value of a setting, and how to show that value to people. */
  public <T> ConfigValues with(Setting<T> setting, T value, EffectiveValue shown) {
    ConfigValues others = without(setting);
    Map<String, Object> newValues = new HashMap<>(others.values);
    newValues.put(setting.name(), value);
    List<EffectiveValue> newEffective = new ArrayList<>(others.effective);
    newEffective.add(shown);
    return new ConfigValues(newValues, newEffective);
  }

  /** Returns a copy in which a setting is not set. */
  public ConfigValues without(Setting<?> setting) {
    Map<String, Object> others = new HashMap<>(values);
    others.remove(setting.name());
    return new ConfigValues(
        others,
        effective.stream().filter(value -> !value.setting().equals(setting.name())).toList());
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
