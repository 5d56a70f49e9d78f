package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigName;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigText;
import io.github.guicesql.sqlmodule.config.ConfigTexts;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a driver module's settings from its options' source or configuration module. */
final class DriverConfig implements ConfigTexts {

  private final DriverModule driver;
  private final List<Setting<?>> ofOthers;
  private final Injector environment;
  private final @Nullable ConfigSource source;

  /**
   * Creates a reader.
   *
   * @param ofOthers the settings that listeners read by themselves
   */
  DriverConfig(DriverModule driver, List<Setting<?>> ofOthers, Injector environment) {
    this.driver = driver;
    this.ofOthers = ofOthers;
    this.environment = environment;
    source = driver.options().configModule().isPresent() ? null : snapshot();
  }

  /**
   * Reads and validates all settings.
   *
   * @throws SqlConfigException if any setting is invalid; it lists all problems
   */
  ConfigValues read() {
    ConfigReader reader = new ConfigReader(driver.prefix(), driver.database().name(), this);
    for (Setting<?> setting : driver.settings()) {
      reader.read(setting);
    }
    new SettingChecks(driver, reader).check();
    if (driver.hasLogin()) {
      LoginSettings.check(driver, reader);
    }
    driver.checkTogether(reader.values(), reader);
    if (driver.options().hasReader()) {
      ReaderSettings.check(driver, reader);
    }
    if (source == null) {
      new UnreadBindings(driver, ofOthers, environment).check(reader);
    } else {
      new UnreadNames(driver, ofOthers).check(names(source), reader);
    }
    if (!reader.problems().isEmpty()) {
      throw new SqlConfigException(driver.prefix(), driver.database().db(), reader.problems());
    }
    return reader.values();
  }

  @Override
  public Optional<ConfigText> find(ConfigKey key, Class<?> type) {
    try {
      return source == null ? new BoundTexts(environment).find(key, type) : source.find(key);
    } catch (RuntimeException e) {
      throw unreadable(key, e);
    }
  }

  private ConfigSource snapshot() {
    try {
      return driver.options().config().snapshot();
    } catch (RuntimeException e) {
      throw unreadable(driver.key(driver.settings().get(0)), e);
    }
  }

  private List<ConfigName> names(ConfigSource source) {
    try {
      return source.names();
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
