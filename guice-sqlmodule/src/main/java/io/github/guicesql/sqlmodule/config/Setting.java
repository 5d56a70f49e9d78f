package io.github.guicesql.sqlmodule.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One configuration value that a driver module reads: its name, type, parser and meaning, and
 * whether it is required, has a default, or is a secret.
 *
 * <p>A setting is declared once for all instances of a driver. {@code max-open-conns} of the driver
 * {@code sqlite} is {@code SQLITE_MAX_OPEN_CONNS} or {@code sqlite.max-open-conns} for the default
 * database and {@code SQLITE_ANALYTICS_MAX_OPEN_CONNS} or {@code sqlite.analytics.max-open-conns}
 * for the one named {@code analytics}. Immutable and thread-safe.
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
   * A setting that may be left out and has no default.
   *
   * @param name lower-case words joined by hyphens, such as {@code "busy-timeout"}
   * @param description what it means, for people: a clause without a full stop, such as {@code "how
   *     long a writer waits for the file"}
   */
  public static <T> Setting<T> of(
      String name, Class<T> type, SettingParser<T> parser, String description) {
    return new Setting<>(name, type, parser, description, false, null, false);
  }

  /** The same setting, but one that must be set. */
  public Setting<T> required() {
    return new Setting<>(name, type, parser, description, true, null, secret);
  }

  /** The same setting with a value for when it is not set. */
  public Setting<T> withDefault(T value) {
    return new Setting<>(name, type, parser, description, false, value, secret);
  }

  /** The same setting, its value never shown. */
  public Setting<T> secret() {
    return new Setting<>(name, type, parser, description, required, defaultValue, true);
  }

  /** Its name within the driver, such as {@code "busy-timeout"}. */
  public String name() {
    return name;
  }

  /** The value's type. A configuration module may bind this or {@code String} under the token. */
  public Class<T> type() {
    return type;
  }

  /** Turns its text into its value. */
  public SettingParser<T> parser() {
    return parser;
  }

  /** What it means. */
  public String description() {
    return description;
  }

  /** Whether it must be set. */
  public boolean isRequired() {
    return required;
  }

  /** The value when it is not set. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** Whether its value is never shown. */
  public boolean isSecret() {
    return secret;
  }

  /**
   * The names it goes by in one database's configuration.
   *
   * @param prefix what the driver's keys begin with, such as {@code "sqlite"}
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
