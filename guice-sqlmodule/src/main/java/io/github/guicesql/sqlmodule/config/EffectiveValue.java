package io.github.guicesql.sqlmodule.config;

/**
 * An effective configuration value, for people.
 *
 * @param setting the setting's name, such as {@code "busy-timeout"}
 * @param key the names of the value
 * @param value its text; {@code "***"} for a secret
 * @param origin where it was found, such as {@code "SQLITE_PATH in the environment"}, or {@code
 *     "default"}
 */
public record EffectiveValue(String setting, ConfigKey key, String value, String origin) {

  @Override
  public String toString() {
    return key.key() + " = " + value + " (" + origin + ")";
  }
}
