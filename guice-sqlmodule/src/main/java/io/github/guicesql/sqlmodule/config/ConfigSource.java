package io.github.guicesql.sqlmodule.config;

import static java.util.Objects.requireNonNull;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source of configuration values. It is read when a database is first needed, never while Guice
 * configures its modules.
 *
 * <p>A custom source can be a lambda: {@code key -> Optional.ofNullable(vault.read(key.token()))}.
 * Guice treats modules with equal options as one module, so define {@code equals} in a custom
 * source if one module may be installed twice. If a source throws, the build fails with a {@link
 * SqlBuildException} of stage {@link BuildStage#RESOLVE_CONFIG} that has the exception as its
 * cause.
 *
 * <p>A blank value counts as not set. The sources here are immutable and thread-safe, and their
 * {@code toString} shows no value.
 */
@FunctionalInterface
public interface ConfigSource {

  /** Returns the value as text, or empty if this source does not have it. */
  Optional<String> get(ConfigKey key);

  /** Returns the value and where it was found, for a report of the effective configuration. */
  default Optional<ConfigText> find(ConfigKey key) {
    return get(key).map(text -> new ConfigText(text, key.token() + " in " + this));
  }

  /**
   * Returns this source as it is now. A database reads all its values from one snapshot, so that a
   * source that changes meanwhile never yields a mixture of old and new values. A source that can
   * change should override this method; by default it returns this source itself.
   */
  default ConfigSource snapshot() {
    return this;
  }

  /**
   * Returns the names of all values that this source has, so that a misspelled key is reported
   * instead of silently meaning the default. By default, the list is empty: nothing is known of a
   * source that does not override this method, and nothing is reported.
   */
  default List<ConfigName> names() {
    return List.of();
  }

  /** The environment variables, such as {@code SQLITE_PATH}. */
  static ConfigSource environment() {
    return ConfigSources.Environment.INSTANCE;
  }

  /**
   * The system properties: {@code -Dsqlite.path=…} or, if that is not set, {@code -DSQLITE_PATH=…}.
   */
  static ConfigSource systemProperties() {
    return ConfigSources.SystemProperties.INSTANCE;
  }

  /**
   * A copy of a map whose keys have either form: {@code sqlite.path} or, if that is not set, {@code
   * SQLITE_PATH}.
   */
  static ConfigSource map(Map<String, String> values) {
    return new ConfigSources.OfMap(values);
  }

  /**
   * A {@code .properties} file in UTF-8 whose keys have either form: {@code sqlite.path} or, if
   * that is not set, {@code SQLITE_PATH}. The file is read when the values are needed; an
   * unreadable file is an error.
   */
  static ConfigSource propertiesFile(Path file) {
    return new ConfigSources.OfFile(requireNonNull(file, "file"));
  }

  /** A chain of sources. The first source that has a value wins. */
  static ConfigSource firstOf(ConfigSource... sources) {
    return new ConfigSources.Chain(List.of(sources));
  }

  /**
   * A source in which named databases share values of the default one: a named database without a
   * value of its own for one of these settings has the value of the default database's key, or of
   * the file that its key names. Without this, a named database inherits nothing.
   *
   * @param source all that a database may have of its own: a {@link #firstOf} belongs inside
   */
  static ConfigSource sharing(ConfigSource source, Setting<?>... settings) {
    return new SharingSource(requireNonNull(source, "source"), List.of(settings));
  }
}
