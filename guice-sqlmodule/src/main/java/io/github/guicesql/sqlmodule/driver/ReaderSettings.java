package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.time.Duration;
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

  static final String NONE = "none";

  /**
   * {@code reader-fallback}: what the reader does when none of several hosts is a standby that it
   * may use: {@code primary}, the default, reads there; {@code none} waits for a standby until the
   * borrow timeout. A driver that watches several hosts has it.
   */
  public static final Setting<String> FALLBACK =
      Setting.of(
              PREFIX + "fallback",
              String.class,
              SettingParser.oneOf("primary", NONE),
              "where the reader reads when there is no standby")
          .withDefault("primary");

  /**
   * {@code reader-max-lag}: how far a standby may be behind the primary, 1 s to 24 hours; 0, the
   * default, means that any lag is accepted. A standby that is further behind is like one that is
   * not there. While no primary is visible, its last known lag counts. A driver that watches
   * several hosts has it.
   */
  public static final Setting<Duration> MAX_LAG =
      Setting.of(
              PREFIX + "max-lag",
              Duration.class,
              SettingParser.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
              "how far a standby may be behind, 0 for any lag")
          .withDefault(Duration.ZERO);

  private ReaderSettings() {}

  /** Returns whether the primary is read from if there is no standby to read from. */
  public static boolean fallsBack(ConfigValues values) {
    return !values.find(FALLBACK).filter(NONE::equals).isPresent();
  }

  /** Returns how far a standby may be behind; empty for any lag. */
  public static Optional<Duration> maxLag(ConfigValues values) {
    return values.find(MAX_LAG).filter(lag -> !lag.isZero());
  }

  /** Adds the settings to a driver's, which begin with the address. */
  static void declareIn(List<Setting<?>> settings) {
    settings.add(MAX_OPEN_CONNS);
    address(settings).ifPresent(settings::add);
    if (settings.contains(HostSettings.CHECK_INTERVAL)) {
      settings.add(FALLBACK);
      settings.add(MAX_LAG);
    }
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
    Setting<T> completed = address.completion().map(own::completedBy).orElse(own);
    Setting<T> hidden = address.isSecret() ? completed.secret() : completed;
    return address.file().isPresent() ? hidden.orFile() : hidden;
  }

  /** Returns whether a setting is one of a reader's, and only read to derive others from it. */
  static boolean isReplaced(Setting<?> setting) {
    return setting.name().startsWith(PREFIX) && !isOfHosts(setting);
  }

  /** Returns whether a setting is about the hosts that a reader uses. */
  static boolean isOfHosts(Setting<?> setting) {
    return setting.equals(FALLBACK) || setting.equals(MAX_LAG);
  }

  /** Checks the values that the reader's pool will have. */
  static void check(DriverModule driver, ConfigReader reader) {
    ConfigValues values = reader.values();
    Optional<Setting<?>> address = address(driver.settings());
    if (address.isEmpty() || values.find(driver.settings().get(0)).isEmpty()) {
      return;
    }
    ConfigValues own = ReaderValues.of(driver, values);
    boolean ownAddress = values.find(address.get()).isPresent();
    if (ownAddress) {
      if (driver.options().credentials().isPresent()
          && driver.addressLogin(own).password() != null) {
        reader.problem(
            address.get(),
            "A source of credentials is installed, too: it alone has the password.",
            "Leave the password out.");
      } else if (reader.problems().isEmpty()) {
        driver.checkTogether(own, reader);
      }
    }
    if (reader.problems().isEmpty() && maxLag(values).isPresent()) {
      checkLag(driver, own, ownAddress, reader);
    }
  }

  private static void checkLag(
      DriverModule driver, ConfigValues own, boolean ownAddress, ConfigReader reader) {
    boolean measured;
    try {
      measured = driver.measuresLag(own, ownAddress);
    } catch (InvalidValueException e) {
      return; // it is a problem of another setting
    }
    if (!measured) {
      Setting<?> address = driver.settings().get(0);
      reader.problem(
          MAX_LAG,
          "It cannot be kept: how far a standby is behind is known only where this module chooses"
              + " among hosts that include the primary.",
          "Write the primary and its standbys as the hosts of "
              + driver.key(ownAddress ? ofReader(address) : address)
              + ", without a parameter that chooses among them, or leave this key out.");
    }
  }
}
