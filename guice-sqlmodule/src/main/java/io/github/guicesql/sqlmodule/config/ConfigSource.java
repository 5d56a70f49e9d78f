package io.github.guicesql.sqlmodule.config;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where configuration values come from. Asked when a database is first needed, never while Guice
 * configures its modules.
 *
 * <p>A source of your own is a lambda: {@code key -> Optional.ofNullable(vault.read(key.token()))}.
 * Modules with equal options are the same module to Guice, so give a source of your own {@code
 * equals} if one module may be installed twice. What a source throws becomes a {@link
 * SqlBuildException} of stage {@link BuildStage#RESOLVE_CONFIG}, with the exception as its cause.
 *
 * <p>A blank value counts as not set. The sources here are immutable and thread-safe, and their
 * {@code toString} shows no value.
 */
@FunctionalInterface
public interface ConfigSource {

  /** The value as text, or empty if this source has none. */
  Optional<String> get(ConfigKey key);

  /** The same, and where it was found: for a report of what is in force. */
  default Optional<ConfigText> find(ConfigKey key) {
    return get(key).map(text -> new ConfigText(text, key.token() + " in " + this));
  }

  /**
   * This source as it is now. A database reads all its values from one snapshot, so that a source
   * which changes meanwhile never gives half of its old values and half of its new ones. A source
   * that can change should override it; this one returns itself.
   */
  default ConfigSource snapshot() {
    return this;
  }

  /** The environment: {@code SQLITE_PATH}. */
  static ConfigSource environment() {
    return ConfigSources.ENVIRONMENT;
  }

  /** The system properties: {@code -Dsqlite.path=…}, or else {@code -DSQLITE_PATH=…}. */
  static ConfigSource systemProperties() {
    return ConfigSources.SYSTEM_PROPERTIES;
  }

  /** A copy of a map with either spelling, {@code sqlite.path} or else {@code SQLITE_PATH}. */
  static ConfigSource map(Map<String, String> values) {
    return new ConfigSources.OfMap(values);
  }

  /**
   * A {@code .properties} file in UTF-8 with either spelling, {@code sqlite.path} or else {@code
   * SQLITE_PATH}. It is read when the values are needed; that it cannot be read is an error.
   */
  static ConfigSource propertiesFile(Path file) {
    return new ConfigSources.OfFile(file);
  }

  /** The first source that has the value wins. */
  static ConfigSource firstOf(ConfigSource... sources) {
    return new ConfigSources.Chain(List.of(sources));
  }
}
