package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.CredentialsSource;
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

  static final String USER_NAME = "user";

  /** {@code user}: the user to log in as, unless the address names one. */
  public static final Setting<String> USER =
      Setting.of(USER_NAME, String.class, LoginSettings::text, "the user to log in as");

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

  /** Parses a user or a password, which may be any text but a placeholder. */
  static String text(String text) throws InvalidValueException {
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

  /**
   * Returns the source of credentials that the options have, or one of the password's file, which
   * is read again for each new connection; null if the login is fixed.
   */
  static @Nullable CredentialsSource source(DriverModule driver, ConfigValues values) {
    CredentialsSource given = driver.options().credentials().orElse(null);
    if (given != null || !driver.settings().contains(PASSWORD)) {
      return given;
    }
    String user = driver.login(values).user();
    // Both libpq and the drivers for MySQL log in as the user of the process if none is named.
    String named = user == null ? System.getProperty("user.name") : user;
    return PASSWORD
        .file()
        .flatMap(values::find)
        .map(file -> CredentialsSource.passwordFile(named, file))
        .orElse(null);
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
    if (driver.options().credentials().isPresent()) {
      checkAgainstSource(driver, reader, stated, own);
      return;
    }
    String where = driver.key(address) + " names another ";
    String remedy = "Write the same in both, or leave it out of one of them.";
    if (differ(stated.user(), own.user())) {
      reader.problem(USER, where + "user.", remedy);
    }
    if (differ(stated.password(), own.password())) {
      reader.problem(PASSWORD, where + "password.", remedy);
    }
  }

  private static void checkAgainstSource(
      DriverModule driver, ConfigReader reader, Login stated, Login own) {
    String wrong = "A source of credentials is installed, too: it alone has the password.";
    String remedy = "Leave the password out.";
    if (!driver.settings().contains(PASSWORD)) {
      reader.problem(
          driver.settings().get(0),
          "A source of credentials is installed, and this database has no login.",
          "Leave the source out.");
    } else if (own.password() != null) {
      reader.problem(PASSWORD, wrong, remedy);
    } else if (stated.password() != null) {
      reader.problem(driver.settings().get(0), wrong, remedy);
    }
  }

  private static boolean differ(@Nullable String one, @Nullable String other) {
    return one != null && other != null && !one.equals(other);
  }
}
