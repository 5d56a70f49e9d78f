package io.github.guicesql.examples.hello.sqlite;

import io.github.guicesql.examples.hello.service.Hello;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The hello example on SQLite. It needs no configuration and no server: the database is the file
 * {@code data/hello.db} next to this example's POM, or {@code SQLITE_PATH}. With the argument
 * {@code serve} it is a JSON service.
 */
public final class HelloSqlite {

  private HelloSqlite() {}

  /** Runs the example. It calls exit only to report a failure, since the JVM may be Maven's. */
  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("hello.home", ""));
    ConfigSource settings =
        ConfigSource.firstOf(
            ConfigSource.environment(),
            ConfigSource.systemProperties(),
            key -> defaultFile(key, home));
    int status = hello(settings).run(List.of(arguments), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static Hello hello(ConfigSource settings) {
    return new Hello(
        "hello-sqlite",
        new SqliteModule(SqlOptions.defaults().withConfig(settings)),
        HelloSqlite::file,
        settings);
  }

  /**
   * Returns the default file and creates its folder. It is called only if no other source names a
   * file, so that no unused folder is created.
   */
  static Optional<String> defaultFile(ConfigKey key, Path home) {
    if (!key.key().equals("SQLITE_PATH")) {
      return Optional.empty();
    }
    try {
      Path folder = Files.createDirectories(home.resolve("data"));
      return Optional.of(folder.resolve("hello.db").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA database_list")) {
      row.next();
      String file = row.getString("file");
      return file == null || file.isEmpty() ? "in memory" : "file " + file;
    }
  }
}
