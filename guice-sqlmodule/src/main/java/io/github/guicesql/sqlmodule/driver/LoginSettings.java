package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.config.ConfigReader;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.internal.dsn.Swallowed;
import org.jspecify.annotations.Nullable;

/**
 * The settings for a user and a password that are not written with the database's address. A driver
 * declares both and reads the result with {@link DriverModule#login}.
 *
 * <p>They complete an address that lacks them. An address that names another user or password is an
 * error, since nobody can know which of the two is meant.
 */
public final class LoginSettings {

  /** {@code user}: the user to log in as, unless the address names one. */
  public static final Setting<String> USER =
      Setting.of("user", String.class, LoginSettings::text, "the user to log in as");

  /**
   * {@code password}, secret: the password, unless the address has one; {@code password-file} names
   * a file that contains it.
   */
  public static final Setting<String> PASSWORD =
      Setting.of("password", String.class, LoginSettings::text, "the password to log in with")
          .secret()
          .verbatim()
          .orFile();

  private LoginSettings() {}

  private static String text(String text) throws InvalidValueException {
    if (Swallowed.isPlaceholder(text)) {
      throw new InvalidValueException(
          "It is a placeholder that nobody has replaced.",
          "Write the value itself; nothing is expanded here.");
    }
    return SettingParser.text().parse(text);
  }

  /** Returns what the two settings say. */
  static Login in(ConfigValues values) {
    return new Login(values.find(USER).orElse(null), values.find(PASSWORD).orElse(null));
  }

  /** Adds a problem for each part that the address and its own setting contradict each other in. */
  static void check(DriverModule driver, ConfigReader reader) {
    ConfigValues values = reader.values();
    Setting<?> address = driver.settings().get(0);
    if (values.find(address).isEmpty()) {
      return;
    }
    Login stated = driver.addressLogin(values);
    Login own = in(values);
    String where = driver.key(address) + " names another ";
    String remedy = "Write the same in both, or leave it out of one of them.";
    if (differ(stated.user(), own.user())) {
      reader.problem(USER, where + "user.", remedy);
    }
    if (differ(stated.password(), own.password())) {
      reader.problem(PASSWORD, where + "password.", remedy);
    }
  }

  private static boolean differ(@Nullable String one, @Nullable String other) {
    return one != null && other != null && !one.equals(other);
  }
}
