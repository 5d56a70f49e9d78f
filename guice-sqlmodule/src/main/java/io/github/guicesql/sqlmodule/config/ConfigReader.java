package io.github.guicesql.sqlmodule.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the settings of one database and collects all problems with them. Whatever type a value was
 * bound as, its text is parsed by the setting's parser, so that values from a service's own
 * configuration module are checked like those from the environment. Not thread-safe.
 */
public final class ConfigReader {

  private final String prefix;
  private final String database;
  private final ConfigTexts texts;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();
  private final List<EffectiveValue> effective = new ArrayList<>();

  /**
   * Creates a reader.
   *
   * @param prefix the first word of the keys, such as {@code "sqlite"}
   * @param database the database's name; empty for the default one
   */
  public ConfigReader(String prefix, String database, ConfigTexts texts) {
    this.prefix = prefix;
    this.database = database;
    this.texts = texts;
  }

  /** Reads and checks one setting. */
  public <T> void read(Setting<T> setting) {
    ConfigKey key = setting.key(prefix, database);
    Optional<ConfigText> found =
        texts.find(key, setting.type()).filter(value -> !value.text().isBlank());
    if (found.isPresent()) {
      parse(setting, key, found.get());
    } else if (setting.isRequired()) {
      problems.add(
          ConfigProblem.of(
              key, "", "It is required but not set.", "Set it to " + setting.description() + "."));
    } else {
      setting.defaultValue().ifPresent(value -> add(setting, key, value, shown(value), "default"));
    }
  }

  private <T> void parse(Setting<T> setting, ConfigKey key, ConfigText found) {
    String text = found.text().strip();
    try {
      T value = setting.parser().parse(text);
      add(setting, key, value, ConfigProblem.shown(key, text), found.origin());
    } catch (InvalidValueException e) {
      for (InvalidValueException.Fault fault : e.faults()) {
        problems.add(ConfigProblem.of(key, text, fault.wrong(), fault.remedy()));
      }
    } catch (RuntimeException e) {
      // The parser's message is left out, since it is likely to quote the text.
      String wrong = "It cannot be parsed (" + e.getClass().getName() + ").";
      problems.add(ConfigProblem.of(key, text, wrong, "Set it to " + setting.description() + "."));
    }
  }

  private <T> void add(Setting<T> setting, ConfigKey key, T value, String shown, String origin) {
    values.put(setting.name(), value);
    effective.add(new EffectiveValue(setting.name(), key, shown, origin));
  }

  private static String shown(Object value) {
    return value instanceof Duration duration
        ? DurationText.format(duration)
        : String.valueOf(value);
  }

  /** Adds a problem with a combination of settings. */
  public void problem(Setting<?> setting, String wrong, String remedy) {
    ConfigKey key = setting.key(prefix, database);
    String value = String.valueOf(values.getOrDefault(setting.name(), ""));
    problems.add(ConfigProblem.of(key, value, wrong, remedy));
  }

  /** The problems so far, in the order of reading. */
  public List<ConfigProblem> problems() {
    return List.copyOf(problems);
  }

  /** The valid values so far. */
  public ConfigValues values() {
    return new ConfigValues(values, effective);
  }
}
