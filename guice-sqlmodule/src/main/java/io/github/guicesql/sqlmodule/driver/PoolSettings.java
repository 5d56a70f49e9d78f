package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a pool, besides its size and its lifetimes in {@link DriverModule}. {@link
 * DriverModule} applies all of them. Those in {@link #ALWAYS} are added to every driver; a driver
 * declares the others if they make sense for its database.
 */
public final class PoolSettings {

  /**
   * {@code conn-max-idle-time}: the time after which an idle connection beyond {@code
   * max-idle-conns} is closed, at least 10 s; 0 means never; 10 minutes by default, or less if the
   * lifetime is shorter.
   */
  public static final Setting<Duration> CONN_MAX_IDLE_TIME =
      Setting.of(
          "conn-max-idle-time",
          Duration.class,
          SettingParser.duration(Duration.ofSeconds(10), Duration.ofDays(365)),
          "how long a connection beyond max-idle-conns stays idle before it is closed");

  /**
   * {@code borrow-timeout}: how long {@code getConnection()} waits, at least 250 ms; 0 means
   * without a limit; 30 s by default.
   */
  public static final Setting<Duration> BORROW_TIMEOUT =
      Setting.of(
              "borrow-timeout",
              Duration.class,
              SettingParser.duration(Duration.ofMillis(250), Duration.ofHours(24)),
              "how long a borrower waits for a connection, 0 for without a limit")
          .withDefault(Duration.ofSeconds(30));

  /**
   * {@code keepalive}: the interval at which an idle connection is tested, at least 30 s and less
   * than the lifetime; 0 means never; HikariCP's own default, 2 minutes since its version 7, unless
   * the lifetime is shorter.
   */
  public static final Setting<Duration> KEEPALIVE =
      Setting.of(
          "keepalive",
          Duration.class,
          SettingParser.duration(Duration.ofSeconds(30), Duration.ofDays(365)),
          "the interval at which an idle connection is tested, 0 for never");

  /**
   * {@code leak-threshold}: the time after which a borrowed connection is reported as a leak, in
   * the log, at least 2 s; 0, the default, means never.
   */
  public static final Setting<Duration> LEAK_THRESHOLD =
      Setting.of(
              "leak-threshold",
              Duration.class,
              SettingParser.duration(Duration.ofSeconds(2), Duration.ofDays(365)),
              "how long a connection is borrowed before the log reports it, 0 for never")
          .withDefault(Duration.ZERO);

  /** {@code init-sql}: a statement that is executed once on each new connection. */
  public static final Setting<String> INIT_SQL =
      Setting.of(
          "init-sql", String.class, SettingParser.text(), "a statement for each new connection");

  /** {@code isolation}: the transactions' isolation; by default, the database's own. */
  public static final Setting<String> ISOLATION =
      Setting.of(
          "isolation",
          String.class,
          SettingParser.oneOf(
              "read-uncommitted", "read-committed", "repeatable-read", "serializable"),
          "the isolation of transactions");

  /** {@code schema}: the schema of each connection; by default, the database's own. */
  public static final Setting<String> SCHEMA =
      Setting.of("schema", String.class, SettingParser.text(), "the schema of each connection");

  /** {@code read-only}: whether connections are read-only; false by default. */
  public static final Setting<Boolean> READ_ONLY =
      Setting.of(
              "read-only", Boolean.class, SettingParser.flag(), "whether connections are read-only")
          .withDefault(false);

  /** {@code auto-commit}: whether a borrowed connection commits each statement; true by default. */
  public static final Setting<Boolean> AUTO_COMMIT =
      Setting.of(
              "auto-commit",
              Boolean.class,
              SettingParser.flag(),
              "whether a borrowed connection commits each statement")
          .withDefault(true);

  /**
   * {@code pool-name}: the pool's name in logs, errors, metrics and the server's list of sessions;
   * by default, the database's token, such as {@code database.db}. At most 63 letters, digits,
   * blanks, dots, hyphens and underscores, since some of these places accept nothing else.
   */
  public static final Setting<String> POOL_NAME =
      Setting.of("pool-name", String.class, PoolSettings::name, "the pool's name");

  /** {@code register-mbeans}: whether the pool registers its MBeans; false by default. */
  public static final Setting<Boolean> REGISTER_MBEANS =
      Setting.of(
              "register-mbeans",
              Boolean.class,
              SettingParser.flag(),
              "whether the pool registers its MBeans")
          .withDefault(false);

  /**
   * {@code parameters}, secret: parameters of the driver apart from the address, in the form in
   * which they follow the address. A parameter in the address itself wins. The driver applies them.
   */
  public static final Setting<String> PARAMETERS =
      Setting.of(
              "parameters",
              String.class,
              SettingParser.text(),
              "the driver's parameters, as they follow an address")
          .secret();

  /** The settings that every driver has. */
  public static final List<Setting<?>> ALWAYS =
      List.of(
          CONN_MAX_IDLE_TIME,
          BORROW_TIMEOUT,
          LEAK_THRESHOLD,
          INIT_SQL,
          AUTO_COMMIT,
          POOL_NAME,
          REGISTER_MBEANS);

  private static final String NAME = "[A-Za-z0-9 ._-]{1,63}";

  private PoolSettings() {}

  private static String name(String text) throws InvalidValueException {
    if (!text.matches(NAME)) {
      throw new InvalidValueException(
          "It is too long, or has a character that not every log, meter and server accepts.",
          "Write at most 63 letters, digits, blanks, dots, hyphens and underscores.");
    }
    return text;
  }
}
