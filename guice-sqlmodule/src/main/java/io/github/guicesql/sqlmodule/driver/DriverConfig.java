package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigTexts;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;

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
    if (driver.hasLogin()) {
      LoginSettings.check(driver, reader);
    }
    driver.checkTogether(reader.values(), reader);
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
      return (key, type) -> {
        try {
          return bound.find(key, type);
        } catch (RuntimeException e) {
          throw unreadable(key, e);
        }
      };
    }
    ConfigSource snapshot = snapshot();
    return (key, type) -> {
      try {
        return snapshot.find(key);
      } catch (RuntimeException e) {
        throw unreadable(key, e);
      }
    };
  }

  private ConfigSource snapshot() {
    try {
      return driver.options().config().snapshot();
    } catch (RuntimeException e) {
      throw unreadable(driver.key(driver.settings().get(0)), e);
    }
  }

  private SqlBuildException unreadable(ConfigKey key, RuntimeException failure) {
    boolean wrapped = failure instanceof ProvisionException && failure.getCause() != null;
    return driver.failure(
        BuildStage.RESOLVE_CONFIG,
        key + " could not be read from its source; the cause says why.",
        wrapped ? failure.getCause() : failure);
  }
}
