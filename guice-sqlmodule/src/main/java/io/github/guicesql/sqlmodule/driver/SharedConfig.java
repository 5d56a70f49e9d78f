package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a driver module, which are read once for all of its pools: a source may have others
 * later, and a database in memory has a name that is made when its value is read. Thread-safe.
 */
final class SharedConfig {

  private final DriverModule driver;
  private @Nullable ConfigValues values; // guarded by this

  SharedConfig(DriverModule driver) {
    this.driver = driver;
  }

  /**
   * Reads and validates all settings, unless that was done before.
   *
   * @param ofOthers the settings that listeners read by themselves
   * @throws SqlConfigException if any setting is invalid; it lists all problems
   */
  synchronized ConfigValues read(Injector environment, List<Setting<?>> ofOthers) {
    ConfigValues known = values;
    if (known == null) {
      known = new DriverConfig(driver, ofOthers, environment).read();
      values = known;
    }
    return known;
  }

  /** Has the values read again, since no pool was made of them. */
  synchronized void forget() {
    values = null;
  }
}
