package io.github.guicesql.sqlmodule.config;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two names of one configuration value: the environment variable, such as {@code
 * "SQLITE_ANALYTICS_PATH"}, and the token, such as {@code "sqlite.analytics.path"}. Immutable;
 * equal by token and secrecy.
 */
public final class ConfigKey {

  private final String key;
  private final String token;
  private final boolean secret;
  private final @Nullable ConfigKey ofDefault;

  private ConfigKey(String key, String token, boolean secret, @Nullable ConfigKey ofDefault) {
    this.key = key;
    this.token = token;
    this.secret = secret;
    this.ofDefault = ofDefault;
  }

  /**
   * Returns the names of a driver's setting in the configuration of one database.
   *
   * @param prefix the first word of the driver's keys, such as {@code "sqlite"}
   * @param database the database's name; empty for the default one
   * @param setting the setting's name, such as {@code "busy-timeout"}
   */
  public static ConfigKey of(String prefix, String database, String setting) {
    ConfigKey ofDefault = database.isEmpty() ? null : of(prefix, "", setting);
    String path = database.isEmpty() ? prefix : prefix + "." + database;
    String token = path + "." + setting;
    String key = token.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    return new ConfigKey(key, token, false, ofDefault);
  }

  /**
   * Returns names that follow no driver's scheme, for a service's own values in the same sources.
   *
   * @param key the name in the environment, such as {@code "PORT"}
   * @param token the other name, such as {@code "http.port"}
   */
  public static ConfigKey named(String key, String token) {
    return new ConfigKey(key, token, false, null);
  }

  /** Returns a copy of this key whose value is secret and must never be shown. */
  public ConfigKey asSecret() {
    return new ConfigKey(key, token, true, ofDefault == null ? null : ofDefault.asSecret());
  }

  /** The name in the environment, such as {@code "SQLITE_ANALYTICS_PATH"}. */
  public String key() {
    return key;
  }

  /**
   * The name in {@code @Named}, system properties and properties files, such as {@code
   * "sqlite.analytics.path"}.
   */
  public String token() {
    return token;
  }

  /**
   * The key of the default database for the same setting, such as {@code SQLITE_PATH} for {@code
   * SQLITE_ANALYTICS_PATH}; empty for the default database's own key.
   */
  public Optional<ConfigKey> ofDefault() {
    return Optional.ofNullable(ofDefault);
  }

  /** Whether the value is secret and must never be shown. */
  public boolean secret() {
    return secret;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConfigKey that && token.equals(that.token) && secret == that.secret;
  }

  @Override
  public int hashCode() {
    return token.hashCode();
  }

  /** Returns both names. */
  @Override
  public String toString() {
    return key + " (" + token + ")";
  }
}
