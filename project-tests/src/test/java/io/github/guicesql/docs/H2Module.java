package io.github.guicesql.docs;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.config.SettingParser;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * An H2 database in a file, in its PostgreSQL mode.
 *
 * <ul>
 *   <li>Requires {@link io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry}.
 *   <li>Exposes {@code @Named("database.db") DataSource} and {@code @Named("database.dialect")
 *       Dialect}, or the same for the database that the options name.
 * </ul>
 *
 * <p>Configuration: {@code H2_PATH}, required; {@code H2_PASSWORD}, required, secret; and {@code
 * H2_MAX_OPEN_CONNS}, {@code H2_MAX_IDLE_CONNS}, {@code H2_CONN_MAX_LIFETIME} and {@code
 * H2_CONNECT_TIMEOUT} as with every driver.
 */
public final class H2Module extends DriverModule {

  static final Setting<Path> PATH =
      Setting.of(
              "path",
              Path.class,
              H2Module::path,
              "the database's file without its ending, such as data/app")
          .required();

  static final Setting<String> PASSWORD =
      Setting.of(
              "password",
              String.class,
              SettingParser.text(),
              "the password of the user sa, who is made with the file")
          .required()
          .secret();

  /** The default database, configured by the environment. */
  public H2Module() {
    this(SqlOptions.defaults());
  }

  /** The database that the options name, configured as they say. */
  public H2Module(SqlOptions options) {
    super(
        "h2",
        Dialect.POSTGRES,
        options,
        List.of(PATH, PASSWORD, MAX_IDLE_CONNS, CONN_MAX_LIFETIME));
  }

  @Override
  protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
    return new H2Handle(values.get(PATH), values.get(PASSWORD));
  }

  /** Nothing: two modules with equal options are the same one. */
  @Override
  protected Object state() {
    return "";
  }

  private static Path path(String text) throws InvalidValueException {
    Path file;
    try {
      file = Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new InvalidValueException("It is not a path on this system.", "Write a file's path.");
    }
    if (text.contains(";")) {
      throw new InvalidValueException(
          "It has a semicolon, which ends the path in H2's URL.", "Write a path without one.");
    }
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidValueException(
          "The folder " + folder + " does not exist.", "Create it, or write another path.");
    }
    return file;
  }
}
