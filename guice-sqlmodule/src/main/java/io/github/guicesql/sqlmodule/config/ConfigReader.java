package io.github.guicesql.sqlmodule.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of one database and collects all problems with them. Whatever type a value was
 * bound as, its text is parsed by the setting's parser, so that values from a service's own
 * configuration module are checked like those from the environment. Not thread-safe.
 */
public final class ConfigReader {

  private final String prefix;
  private final String database;
  private final ConfigTexts texts;
  private final Map<ConfigKey, Optional<ConfigText>> found = new HashMap<>();
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
    ConfigText own = find(key, setting.type());
    Setting<Path> fileSetting = setting.file().orElse(null);
    ConfigKey fileKey = fileSetting == null ? null : fileSetting.key(prefix, database);
    ConfigText file = fileKey == null ? null : find(fileKey, Path.class);
    if (fileKey != null && file != null) {
      readFile(setting, key, own, fileKey, file);
    } else if (own != null) {
      ConfigKey blamed = setting.type() == Path.class ? shownAs(key, own.text()) : key;
      parse(setting, key, own, blamed, own.text());
    } else if (setting.isRequired()) {
      String orFile = fileKey == null ? "" : ", or " + fileKey + " to a file with it";
      problems.add(
          ConfigProblem.of(
              key,
              "",
              "It is required but not set.",
              "Set it to " + setting.description() + orFile + "."));
    } else {
      T value = setting.defaultValue().orElse(null);
      if (value != null) {
        add(setting, key, value, setting.format(value), "default");
      }
    }
  }

  /** Finds a text that is not blank; a source is asked once for each key. */
  private @Nullable ConfigText find(ConfigKey key, Class<?> type) {
    Optional<ConfigText> text = found.get(key);
    if (text == null) {
      text = texts.find(key, type);
      found.put(key, text);
    }
    return text.isEmpty() || text.get().text().isBlank() ? null : text.get();
  }

  /**
   * Returns the key by which an error shows a file's path. Some people write a secret in place of
   * the path of its file: only what certainly is a path is shown.
   */
  private static ConfigKey shownAs(ConfigKey fileKey, String path) {
    return SecretFile.isIn(path) ? fileKey : fileKey.asSecret();
  }

  /** Reads the setting's text from the file that another value names. */
  private <T> void readFile(
      Setting<T> setting,
      ConfigKey key,
      @Nullable ConfigText own,
      ConfigKey fileKey,
      ConfigText file) {
    String path = file.text().strip();
    ConfigKey shownKey = shownAs(fileKey, path);
    if (own != null) {
      problems.add(
          ConfigProblem.of(shownKey, path, key + " is set, too.", "Leave one of the two out."));
      return;
    }
    try {
      String text = SecretFile.read(Path.of(path));
      if (text.isBlank()) {
        problems.add(
            ConfigProblem.of(shownKey, path, "The file is empty.", "Write the value into it."));
      } else {
        parse(setting, key, new ConfigText(text, "the file in " + file.origin()), shownKey, path);
      }
    } catch (IOException e) {
      problems.add(
          ConfigProblem.of(
              shownKey,
              path,
              "The file cannot be read (" + e.getClass().getSimpleName() + ").",
              "Name a file that this process may read, in UTF-8."));
    } catch (InvalidPathException e) {
      // The setting that names the file reports this.
    }
  }

  /**
   * Parses a text.
   *
   * @param blamed the key that problems are reported for
   * @param value the value of that key
   */
  private <T> void parse(
      Setting<T> setting, ConfigKey key, ConfigText found, ConfigKey blamed, String value) {
    String text = setting.isVerbatim() ? found.text() : found.text().strip();
    try {
      String completion = completion(setting);
      T parsed =
          completion == null
              ? setting.parser().parse(text)
              : setting.parser().parse(text, completion);
      add(setting, key, parsed, ConfigProblem.shown(key, text), found.origin());
    } catch (InvalidValueException e) {
      for (InvalidValueException.Fault fault : e.faults()) {
        problems.add(ConfigProblem.of(blamed, value.strip(), fault.wrong(), fault.remedy()));
      }
    } catch (RuntimeException e) {
      // The parser's message is left out, since it is likely to quote the text.
      String wrong = "It cannot be parsed (" + e.getClass().getName() + ").";
      problems.add(
          ConfigProblem.of(
              blamed, value.strip(), wrong, "Set it to " + setting.description() + "."));
    }
  }

  private @Nullable String completion(Setting<?> setting) {
    Setting<String> other = setting.completion().orElse(null);
    ConfigText found = other == null ? null : find(other.key(prefix, database), other.type());
    return found == null ? null : found.text().strip();
  }

  private <T> void add(Setting<T> setting, ConfigKey key, T value, String shown, String origin) {
    values.put(setting.name(), value);
    effective.add(new EffectiveValue(setting.name(), key, shown, origin));
  }

  /** Adds a problem with a combination of settings. */
  public void problem(Setting<?> setting, String wrong, String remedy) {
    ConfigKey key = setting.key(prefix, database);
    problems.add(ConfigProblem.of(key, values().shown(setting), wrong, remedy));
  }

  /** Adds a problem with a value that was not read. */
  public void problem(ConfigKey key, String wrong, String remedy) {
    problems.add(ConfigProblem.of(key, "", wrong, remedy));
  }

  /** Adds the faults of a text that is invalid only together with another setting. */
  public void problem(Setting<?> setting, InvalidValueException invalid) {
    for (InvalidValueException.Fault fault : invalid.faults()) {
      problem(setting, fault.wrong(), fault.remedy());
    }
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
