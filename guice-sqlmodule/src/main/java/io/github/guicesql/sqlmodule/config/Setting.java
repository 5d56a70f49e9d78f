package io.github.guicesql.sqlmodule.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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

  /** What is special about a setting. */
  private enum Trait {
    REQUIRED,
    SECRET,
    VERBATIM,
    OR_FILE
  }

  /** What the name of the setting for a file ends in. */
  static final String FILE = "-file";

  private final String name;
  private final Class<T> type;
  private final SettingParser<T> parser;
  private final String description;
  private final @Nullable T defaultValue;
  private final Set<Trait> traits;
  private final @Nullable Setting<String> completion;

  private Setting(
      String name,
      Class<T> type,
      SettingParser<T> parser,
      String description,
      @Nullable T defaultValue,
      Set<Trait> traits,
      @Nullable Setting<String> completion) {
    this.name = name;
    this.type = type;
    this.parser = parser;
    this.description = description;
    this.defaultValue = defaultValue;
    this.traits = traits;
    this.completion = completion;
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
    return new Setting<>(name, type, parser, description, null, Set.of(), null);
  }

  private Setting<T> with(@Nullable T newDefault, Trait trait) {
    Set<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new Setting<>(name, type, parser, description, newDefault, more, completion);
  }

  /** Returns a copy of this setting that is required. */
  public Setting<T> required() {
    return with(null, Trait.REQUIRED);
  }

  /** Returns a copy of this setting with a default value. */
  public Setting<T> withDefault(T value) {
    Set<Trait> optional = EnumSet.noneOf(Trait.class);
    optional.addAll(traits);
    optional.remove(Trait.REQUIRED);
    return new Setting<>(name, type, parser, description, value, optional, completion);
  }

  /**
   * Returns a copy of this setting whose text another setting's completes, as parameters do that
   * are written apart from an address: its parser gets both, see {@link SettingParser#parse(String,
   * String)}.
   */
  public Setting<T> completedBy(Setting<String> other) {
    return new Setting<>(name, type, parser, description, defaultValue, traits, other);
  }

  /** The setting whose text completes this one's, if there is one. */
  public Optional<Setting<String>> completion() {
    return Optional.ofNullable(completion);
  }

  /** Returns a copy of this setting whose value is a secret and never shown. */
  public Setting<T> secret() {
    return with(defaultValue, Trait.SECRET);
  }

  /**
   * Returns a copy of this setting whose text is not stripped of white space, such as a password.
   */
  public Setting<T> verbatim() {
    return with(defaultValue, Trait.VERBATIM);
  }

  /**
   * Returns a copy of this setting whose text may also be in a file, which the setting {@link
   * #file()} names: the secrets of Docker and Kubernetes are files. A line end at the end of the
   * file is not part of the text.
   */
  public Setting<T> orFile() {
    return with(defaultValue, Trait.OR_FILE);
  }

  /**
   * The setting that names the file with this setting's text, such as {@code "password-file"};
   * empty if there is none.
   */
  public Optional<Setting<Path>> file() {
    return traits.contains(Trait.OR_FILE)
        ? Optional.of(
            of(name + FILE, Path.class, SettingParser.path(), "a file that contains " + name))
        : Optional.empty();
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
    return traits.contains(Trait.REQUIRED);
  }

  /** The default value, if there is one. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /**
   * Returns a value as text that the parser reads; only the parser of a type of its own may not.
   */
  public String format(T value) {
    return value instanceof Duration duration
        ? DurationText.format(duration)
        : String.valueOf(value);
  }

  /** Whether the value is a secret and never shown. */
  public boolean isSecret() {
    return traits.contains(Trait.SECRET);
  }

  /** Whether white space round the text is a part of it. */
  public boolean isVerbatim() {
    return traits.contains(Trait.VERBATIM);
  }

  /**
   * Returns the setting's names in the configuration of one database.
   *
   * @param prefix the first word of the driver's keys, such as {@code "sqlite"}
   * @param database the database's name; empty for the default one
   */
  public ConfigKey key(String prefix, String database) {
    ConfigKey key = ConfigKey.of(prefix, database, name);
    return isSecret() ? key.asSecret() : key;
  }

  @Override
  public String toString() {
    return name;
  }
}
