package io.github.guicesql.sqlmodule.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration value that a driver module reads: its name, type, parser and meaning, and whether
 * it is required, has a default, or is a secret.
 *
 * <p>A setting is declared once for all instances of a driver. {@code max-open-conns} of the driver
 * {@code sqlite} is {@code SQLITE_MAX_OPEN_CONNS} or {@code sqlite.max-open-conns} for the default
 * database and {@code SQLITE_ANALYTICS_MAX_OPEN_CONNS} or {@code sqlite.analytics.max-open-conns}
 * for the database named {@code analytics}. Immutable and thread-safe.
 */
public final class Setting<T> {

  private final String name;
  private final Class<T> type;
  private final SettingParser<T> parser;
  private final String description;
  private final boolean required;
  private final @Nullable T defaultValue;
  private final boolean secret;

  private Setting(
      String name,
      Class<T> type,
      SettingParser<T> parser,
      String description,
      boolean required,
      @Nullable T defaultValue,
      boolean secret) {
    this.name = name;
    this.type = type;
    this.parser = parser;
    this.description = description;
    this.required = required;
    this.defaultValue = defaultValue;
    this.secret = secret;
  }

  /**
   * Creates an optional setting without a default.
   *
   * @param name lower-case words joined by hyphens, such as {@code "busy-timeout"}
   * @param description what it means, for people: a clause without a full stop, such as {@code "how
   *     long a writer waits for the file"}
   */
  public static <T> Setting<T> of(
      String name, Class<T> type, SettingParser<T> parser, String description) {
    return new Setting<>(name, type, parser, description, false, null, false);
  }

  /** Returns a copy of this setting that is required. */
  public Setting<T> required() {
    return new Setting<>(name, type, parser, description, true, null, secret);
  }

  /** Returns a copy of this setting with a default value. */
  public Setting<T> withDefault(T value) {
    return new Setting<>(name, type, parser, description, false, value, secret);
  }

  /** Returns a copy of this setting whose value is a secret and never shown. */
  public Setting<T> secret() {
    return new Setting<>(name, type, parser, description, required, defaultValue, true);
  }

  /** The setting's name within the driver, such as {@code "busy-timeout"}. */
  public String name() {
    return name;
  }

  /**
   * The value's type. A configuration module may bind this type or {@code String} under the token.
   */
  public Class<T> type() {
    return type;
  }

  /** The parser of the setting's text. */
  public SettingParser<T> parser() {
    return parser;
  }

  /** The description of what the setting means. */
  public String description() {
    return description;
  }

  /** Whether the setting is required. */
  public boolean isRequired() {
    return required;
  }

  /** The default value, if there is one. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** Whether the value is a secret and never shown. */
  public boolean isSecret() {
    return secret;
  }

  /**
   * Returns the setting's names in the configuration of one database.
   *
   * @param prefix the first word of the driver's keys, such as {@code "sqlite"}
   * @param database the database's name; empty for the default one
   */
  public ConfigKey key(String prefix, String database) {
    ConfigKey key = ConfigKey.of(prefix, database, name);
    return secret ? key.asSecret() : key;
  }

  @Override
  public String toString() {
    return name;
  }
}
