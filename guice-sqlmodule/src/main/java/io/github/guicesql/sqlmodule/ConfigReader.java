package io.github.guicesql.sqlmodule;

import com.google.inject.Binding;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import com.google.inject.name.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a driver's settings from the bindings of its private environment. Whatever type a value was
 * bound as, its text goes through the setting's parser, so that a service's own configuration
 * module meets the same checks as the environment does.
 */
final class ConfigReader {

  private final DriverModule driver;
  private final Injector environment;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();

  ConfigReader(DriverModule driver, Injector environment) {
    this.driver = driver;
    this.environment = environment;
  }

  /** Reads and checks all settings, and reports everything that is wrong with them at once. */
  ConfigValues read() {
    driver.settings().forEach(this::read);
    checkIdleAgainstOpen();
    if (!problems.isEmpty()) {
      throw new SqlConfigException(driver.prefix(), driver.database().db(), problems);
    }
    return new ConfigValues(values);
  }

  private <T> void read(Setting<T> setting) {
    ConfigKey key = driver.key(setting);
    String text = text(setting, key).orElse("").strip();
    if (!text.isEmpty()) {
      parse(setting, key, text);
    } else if (setting.isRequired()) {
      problems.add(
          ConfigProblem.of(
              key, "", "It is required but not set.", "Set it to " + setting.description() + "."));
    } else {
      setting.defaultValue().ifPresent(value -> values.put(setting.name(), value));
    }
  }

  private <T> void parse(Setting<T> setting, ConfigKey key, String text) {
    try {
      values.put(setting.name(), setting.parser().parse(text));
    } catch (InvalidValueException e) {
      for (InvalidValueException.Fault fault : e.faults()) {
        problems.add(ConfigProblem.of(key, text, fault.wrong(), fault.remedy()));
      }
    } catch (RuntimeException e) {
      // Without its message, which is likely to quote the text.
      String wrong = "It cannot be parsed (" + e.getClass().getName() + ").";
      problems.add(ConfigProblem.of(key, text, wrong, "Set it to " + setting.description() + "."));
    }
  }

  private void checkIdleAgainstOpen() {
    if (values.get(DriverModule.MAX_OPEN_CONNS.name()) instanceof Integer open
        && values.get(DriverModule.MAX_IDLE_CONNS.name()) instanceof Integer idle
        && idle > open) {
      problems.add(
          ConfigProblem.of(
              driver.key(DriverModule.MAX_IDLE_CONNS),
              idle.toString(),
              "It is more than the " + open + " connections that may be open.",
              "Write at most "
                  + open
                  + ", or raise "
                  + driver.key(DriverModule.MAX_OPEN_CONNS)
                  + "."));
    }
  }

  private Optional<String> text(Setting<?> setting, ConfigKey key) {
    return boundText(String.class, key).or(() -> boundText(setting.type(), key));
  }

  /**
   * A {@link com.google.inject.Provider}'s null passes here, where it would not at an injection
   * point.
   */
  private Optional<String> boundText(Class<?> type, ConfigKey key) {
    Binding<?> binding = environment.getExistingBinding(Key.get(type, Names.named(key.token())));
    if (binding == null) {
      return Optional.empty();
    }
    try {
      return Optional.<@Nullable Object>ofNullable(binding.getProvider().get())
          .map(Object::toString);
    } catch (ProvisionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw driver.failure(
          BuildStage.RESOLVE_CONFIG,
          key + " could not be read from its source; the cause says why.",
          cause);
    }
  }
}
