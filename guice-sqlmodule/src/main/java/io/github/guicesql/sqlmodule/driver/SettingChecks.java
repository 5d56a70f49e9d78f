package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks combinations of a pool's settings. HikariCP would change them, or ignore one of them, with
 * no more than a warning.
 */
final class SettingChecks {

  private final DriverModule driver;
  private final ConfigReader reader;
  private final ConfigValues values;

  SettingChecks(DriverModule driver, ConfigReader reader) {
    this.driver = driver;
    this.reader = reader;
    values = reader.values();
  }

  void check() {
    Optional<Integer> open = values.find(DriverModule.MAX_OPEN_CONNS);
    Optional<Integer> idle = values.find(DriverModule.MAX_IDLE_CONNS);
    if (open.isPresent() && idle.isPresent() && idle.get() > open.get()) {
      reader.problem(
          DriverModule.MAX_IDLE_CONNS,
          "It is more than the " + open.get() + " connections that may be open.",
          "Write at most "
              + open.get()
              + ", or raise "
              + driver.key(DriverModule.MAX_OPEN_CONNS)
              + ".");
    }
    if (open.isPresent()
        && !isWrong(DriverModule.MAX_IDLE_CONNS)
        && values.find(PoolSettings.CONN_MAX_IDLE_TIME).isPresent()
        && idle.orElse(open.get()) >= open.get()) {
      reader.problem(
          PoolSettings.CONN_MAX_IDLE_TIME,
          "It has no effect: the pool keeps all of its " + open.get() + " connections.",
          "Leave it out, or set "
              + driver.key(DriverModule.MAX_IDLE_CONNS)
              + " to a smaller number.");
    }
    checkMigrationLogin();
    if (driver.declares(HostSettings.DEAD_AFTER_NAME)) {
      HostSettings.check(driver, reader);
    }
    Optional<Duration> lifetime = values.find(DriverModule.CONN_MAX_LIFETIME);
    if (lifetime.isPresent() && !lifetime.get().isZero()) {
      shorter(PoolSettings.CONN_MAX_IDLE_TIME, lifetime.get().minusSeconds(1));
      shorter(PoolSettings.KEEPALIVE, lifetime.get().minusMillis(1));
      shorter(PoolSettings.LEAK_THRESHOLD, lifetime.get());
    }
  }

  /** Returns whether the setting has a value that is a problem by itself, and so is none here. */
  private boolean isWrong(Setting<?> setting) {
    String key = driver.key(setting).key();
    for (ConfigProblem problem : reader.problems()) {
      if (problem.key().equals(key)) {
        return true;
      }
    }
    return false;
  }

  private void checkMigrationLogin() {
    if (values.find(DriverModule.MIGRATION_PASSWORD).isPresent()
        && values.find(DriverModule.MIGRATION_USER).isEmpty()
        && !isWrong(DriverModule.MIGRATION_USER)) {
      reader.problem(
          DriverModule.MIGRATION_PASSWORD,
          "There is no user whose password it is.",
          "Set " + driver.key(DriverModule.MIGRATION_USER) + ", too, or leave this out.");
    }
  }

  private void shorter(Setting<Duration> setting, Duration most) {
    Optional<Duration> value = values.find(setting);
    if (value.isPresent() && value.get().compareTo(most) > 0) {
      reader.problem(
          setting,
          "It is too long for connections that are replaced at the age of "
              + values.shown(DriverModule.CONN_MAX_LIFETIME)
              + ".",
          "Write at most "
              + setting.format(most)
              + ", or raise "
              + driver.key(DriverModule.CONN_MAX_LIFETIME)
              + ".");
    }
  }
}
