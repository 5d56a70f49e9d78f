package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a database's reader. {@link DriverModule} declares them if its options have a
 * reader ({@link SqlOptions#withReader()}). No key of another database can be the same, since
 * {@code reader} is not a name for a database.
 *
 * <p>Besides {@link #MAX_OPEN_CONNS}, a driver with logins has a setting for the reader's address,
 * such as {@code POSTGRES_READER_DSN}: the reader's endpoint, for a service whose replicas have a
 * name of their own. Without it, the address is the database's. A login that this address does not
 * name is the database's.
 */
public final class ReaderSettings {

  private static final String PREFIX = "reader-";

  /**
   * {@code reader-max-open-conns}: the maximum number of connections in the reader's pool, 1 to
   * 10,000; by default as many as in the database's.
   */
  public static final Setting<Integer> MAX_OPEN_CONNS =
      Setting.of(
          PREFIX + "max-open-conns",
          Integer.class,
          SettingParser.integer(1, 10_000),
          "the most connections that the reader's pool opens");

  private ReaderSettings() {}

  /** Adds the settings to a driver's, which begin with the address. */
  static void declareIn(List<Setting<?>> settings) {
    settings.add(MAX_OPEN_CONNS);
    address(settings).ifPresent(settings::add);
  }

  /** Returns the setting for the reader's own address; empty for a driver without logins. */
  static Optional<Setting<?>> address(List<Setting<?>> settings) {
    return settings.contains(LoginSettings.USER)
        ? Optional.of(ofReader(settings.get(0)))
        : Optional.empty();
  }

  private static <T> Setting<T> ofReader(Setting<T> address) {
    Setting<T> own =
        Setting.of(
            PREFIX + address.name(),
            address.type(),
            address.parser(),
            "where the reader's database is, if not where " + address.name() + " says");
    Setting<T> hidden = address.isSecret() ? own.secret() : own;
    return address.file().isPresent() ? hidden.orFile() : hidden;
  }

  /** Returns whether a setting is one of a reader's. */
  static boolean contains(String setting) {
    return setting.startsWith(PREFIX);
  }

  /** Checks the values that the reader's pool will have. */
  static void check(DriverModule driver, ConfigReader reader) {
    ConfigValues values = reader.values();
    Optional<Setting<?>> address = address(driver.settings());
    if (address.isEmpty()
        || values.find(address.get()).isEmpty()
        || values.find(driver.settings().get(0)).isEmpty()) {
      return;
    }
    ConfigValues own = ReaderValues.of(driver, values);
    if (driver.options().credentials().isPresent() && driver.addressLogin(own).password() != null) {
      reader.problem(
          address.get(),
          "A source of credentials is installed, too: it alone has the password.",
          "Leave the password out.");
    } else if (reader.problems().isEmpty()) {
      driver.checkTogether(own, reader);
    }
  }
}
