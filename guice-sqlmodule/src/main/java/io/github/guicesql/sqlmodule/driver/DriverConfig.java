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
    ConfigReader reader =
        new ConfigReader(driver.prefix(), driver.database().name(), texts(environment));
    for (Setting<?> setting : driver.settings()) {
      reader.read(setting);
    }
    new SettingChecks(driver, reader).check();
    LoginSettings.check(driver, reader);
    driver.checkTogether(reader.values(), reader);
    if (driver.options().hasReader()) {
      ReaderSettings.check(driver, reader);
    }
    if (driver.options().configModule().isPresent()) {
      new UnreadBindings(driver, environment).check(reader);
    }
    if (!reader.problems().isEmpty()) {
      throw new SqlConfigException(driver.prefix(), driver.database().db(), reader.problems());
    }
    return reader.values();
  }

  private ConfigTexts texts(Injector environment) {
    if (driver.options().configModule().isPresent()) {
      ConfigTexts bound = new BoundTexts(environment);
      return (key, type) -> readable(key, () -> bound.find(key, type));
    }
    ConfigKey any = driver.key(driver.settings().get(0));
    ConfigSource snapshot = readable(any, () -> driver.options().config().snapshot());
    return (key, type) -> readable(key, () -> snapshot.find(key));
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
