package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.EffectiveValue;
import io.github.guicesql.sqlmodule.config.Setting;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Derives the values of a reader's pool from those of its database. */
final class ReaderValues {

  private static final String ORIGIN = "the reader";

  private final DriverModule driver;
  private ConfigValues values;

  private ReaderValues(DriverModule driver, ConfigValues shared) {
    this.driver = driver;
    values = shared;
  }

  /** Returns the values of the reader's pool. */
  static ConfigValues of(DriverModule driver, ConfigValues shared) {
    ReaderValues own = new ReaderValues(driver, shared);
    own.set(PoolSettings.READ_ONLY, true);
    own.limitConnections();
    shared
        .find(PoolSettings.POOL_NAME)
        .ifPresent(name -> own.set(PoolSettings.POOL_NAME, name + "-reader"));
    ReaderSettings.address(driver.settings()).ifPresent(own::readFrom);
    return without(driver, own.values, false);
  }

  /** Returns the values without the settings of a reader. */
  static ConfigValues removedFrom(DriverModule driver, ConfigValues shared) {
    return without(driver, shared, true);
  }

  private static ConfigValues without(
      DriverModule driver, ConfigValues values, boolean thoseOfHostsToo) {
    ConfigValues others = values;
    for (Setting<?> setting : driver.settings()) {
      if (ReaderSettings.isReplaced(setting)
          || (thoseOfHostsToo && ReaderSettings.isOfHosts(setting))) {
        others = others.without(setting);
      }
    }
    return others;
  }

  private <T> void set(Setting<T> setting, T value) {
    values =
        values.with(
            setting,
            value,
            new EffectiveValue(setting.name(), driver.key(setting), setting.format(value), ORIGIN));
  }

  private void limitConnections() {
    Optional<Integer> most = values.find(ReaderSettings.MAX_OPEN_CONNS);
    if (most.isEmpty()) {
      return;
    }
    replace(DriverModule.MAX_OPEN_CONNS, ReaderSettings.MAX_OPEN_CONNS);
    if (values.find(DriverModule.MAX_IDLE_CONNS).filter(idle -> idle > most.get()).isPresent()) {
      set(DriverModule.MAX_IDLE_CONNS, most.get());
    }
    if (values.find(DriverModule.MAX_IDLE_CONNS).orElse(most.get()) >= most.get()) {
      values = values.without(PoolSettings.CONN_MAX_IDLE_TIME); // it would have no effect
    }
  }

  /** Replaces a value by that of a setting with the same type, and shows where it is from. */
  private <T> void replace(Setting<T> setting, Setting<?> byOther) {
    for (EffectiveValue shown : values.effective()) {
      if (shown.setting().equals(byOther.name())) {
        T value = setting.type().cast(values.find(byOther).orElseThrow());
        values =
            values.with(
                setting,
                value,
                new EffectiveValue(setting.name(), shown.key(), shown.value(), shown.origin()));
        return;
      }
    }
  }

  /** Sets the reader's own address, and the database's login for what the address does not name. */
  private void readFrom(Setting<?> ownAddress) {
    Setting<?> address = driver.settings().get(0);
    if (values.find(ownAddress).isEmpty()) {
      return;
    }
    Login ofDatabase = driver.login(values);
    replace(address, ownAddress);
    Login stated = driver.addressLogin(values);
    boolean sameUser = stated.user() == null || Objects.equals(stated.user(), ofDatabase.user());
    if (!sameUser) {
      values = values.without(LoginSettings.USER);
    } else {
      setOrLeave(LoginSettings.USER, ofDatabase.user());
    }
    if (!sameUser || stated.password() != null) {
      values = values.without(LoginSettings.PASSWORD);
      for (Setting<?> file : LoginSettings.PASSWORD.file().stream().toList()) {
        values = values.without(file);
      }
    } else {
      setOrLeave(LoginSettings.PASSWORD, ofDatabase.password());
    }
  }

  private void setOrLeave(Setting<String> setting, @Nullable String value) {
    if (value != null && values.find(setting).isEmpty()) {
      values =
          values.with(
              setting,
              value,
              new EffectiveValue(
                  setting.name(),
                  driver.key(setting),
                  setting.isSecret() ? "***" : value,
                  "the database's address"));
    }
  }
}
