package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigTexts;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a driver module's settings from its options' source or configuration module. */
final class DriverConfig {

  private final DriverModule driver;

  DriverConfig(DriverModule driver) {
    this.driver = driver;
  }

  /**
   * Reads and validates all settings.
   *
   * @throws SqlConfigException if any setting is invalid; it lists all problems
   */
  ConfigValues read(Injector environment) {
    boolean bound = driver.options().configModule().isPresent();
    ConfigSource source = bound ? key -> Optional.empty() : snapshot();
    ConfigReader reader =
        new ConfigReader(
            driver.prefix(), driver.database().name(), bound ? texts(environment) : texts(source));
    for (Setting<?> setting : driver.settings()) {
      reader.read(setting);
    }
    new SettingChecks(driver, reader).check();
    LoginSettings.check(driver, reader);
    driver.checkTogether(reader.values(), reader);
    if (driver.options().hasReader()) {
      ReaderSettings.check(driver, reader);
    }
    if (bound) {
      new UnreadBindings(driver, environment).check(reader);
    } else {
      new UnreadNames(driver).check(readable(anyKey(), source::names), reader);
    }
    if (!reader.problems().isEmpty()) {
      throw new SqlConfigException(driver.prefix(), driver.database().db(), reader.problems());
    }
    return reader.values();
  }

  private ConfigTexts texts(Injector environment) {
    ConfigTexts bound = new BoundTexts(environment);
    return (key, type) -> readable(key, () -> bound.find(key, type));
  }

  private ConfigTexts texts(ConfigSource source) {
    return (key, type) -> readable(key, () -> source.find(key));
  }

  private ConfigSource snapshot() {
    return readable(anyKey(), () -> driver.options().config().snapshot());
  }

  private ConfigKey anyKey() {
    return driver.key(driver.settings().get(0));
  }

  private <T> T readable(ConfigKey key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuntimeException e) {
      boolean wrapped = e instanceof ProvisionException && e.getCause() != null;
      throw driver.failure(
          BuildStage.RESOLVE_CONFIG,
          key + " could not be read from its source; the cause says why.",
          wrapped ? e.getCause() : e);
    }
  }
}
