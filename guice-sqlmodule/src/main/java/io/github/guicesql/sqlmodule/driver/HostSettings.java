package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the monitor that watches a database's hosts. A driver that chooses among several
 * hosts declares both; they have no effect on a database with one host.
 */
public final class HostSettings {

  static final String DEAD_AFTER_NAME = "host-dead-after";

  /** {@code host-check-interval}: how often each host is asked, 50 ms to 1 minute; 250 ms. */
  public static final Setting<Duration> CHECK_INTERVAL =
      Setting.of(
              "host-check-interval",
              Duration.class,
              HostSettings.positive(Duration.ofMillis(50), Duration.ofMinutes(1)),
              "how often each of several hosts is asked how it is")
          .withDefault(Duration.ofMillis(250));

  /**
   * {@code host-dead-after}: how long a host may be silent before its connections are aborted, 500
   * ms to 1 hour, and at least twice the interval; 2 s. A statement of any length is no silence:
   * the monitor asks on a connection of its own.
   */
  public static final Setting<Duration> DEAD_AFTER =
      Setting.of(
              DEAD_AFTER_NAME,
              Duration.class,
              HostSettings.positive(Duration.ofMillis(500), Duration.ofHours(1)),
              "how long one of several hosts may be silent before its connections are aborted")
          .withDefault(Duration.ofSeconds(2));

  private HostSettings() {}

  private static SettingParser<Duration> positive(Duration least, Duration most) {
    SettingParser<Duration> parser = SettingParser.duration(least, most);
    return text -> {
      Duration duration = parser.parse(text);
      if (duration.isZero()) {
        throw new InvalidValueException(
            "It is zero, and hosts are watched as soon as there are several.",
            "Write at least " + least.toMillis() + "ms.");
      }
      return duration;
    };
  }

  /** Adds a problem if a host would be dead before it was asked twice. */
  static void check(DriverModule driver, ConfigReader reader) {
    Optional<Duration> interval = reader.values().find(CHECK_INTERVAL);
    Optional<Duration> dead = reader.values().find(DEAD_AFTER);
    if (interval.isPresent()
        && dead.isPresent()
        && dead.get().compareTo(interval.get().multipliedBy(2)) < 0) {
      reader.problem(
          DEAD_AFTER,
          "It is shorter than two intervals of "
              + reader.values().shown(CHECK_INTERVAL)
              + ": a host would be dead between two questions.",
          "Write more, or lower " + driver.key(CHECK_INTERVAL) + ".");
    }
  }
}
