package io.github.guicesql.sqlmodule;

/**
 * The two names that one configuration value goes by.
 *
 * @param key the environment's spelling, such as {@code "SQLITE_ANALYTICS_PATH"}
 * @param token the spelling of {@code @Named}, system properties and properties files, such as
 *     {@code "sqlite.analytics.path"}
 * @param secret whether the value must not be shown to anyone
 */
public record ConfigKey(String key, String token, boolean secret) {

  @Override
  public String toString() {
    return key + " (" + token + ")";
  }
}
