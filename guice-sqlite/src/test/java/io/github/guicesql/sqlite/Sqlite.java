package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A database as an application gets it, closed at the end of a test. */
final class Sqlite extends OpenDatabase {

  /** The keys that system properties set for all tests, and for the processes that they start. */
  static final List<String> EVERYWHERE = List.of("SQLITE_SYNCHRONOUS", "SQLITE_EXCLUSIVE");

  private Sqlite(Duration drain, SqliteModule module) {
    super(drain, module);
  }

  static Sqlite at(Object path, String... more) {
    return at(Duration.ofSeconds(5), path, more);
  }

  static Sqlite at(Duration drain, Object path, String... more) {
    return new Sqlite(drain, new SqliteModule(options(path, more)));
  }

  /** One whose commits share the syncs of the log that this makes. */
  static Sqlite sharing(Function<Path, LogSync> logSyncs, Object path, String... more) {
    String[] settings = Arrays.copyOf(more, more.length + 2);
    settings[more.length] = "SQLITE_SYNCHRONOUS";
    settings[more.length + 1] = "shared";
    return new Sqlite(
        Duration.ZERO, new SqliteModule(options(path, settings), List.of(), logSyncs));
  }

  private static SqlOptions options(Object path, String... more) {
    Map<String, String> config = new HashMap<>(Map.of("SQLITE_PATH", path.toString()));
    boolean hasLog = !(path + Arrays.toString(more)).toLowerCase(Locale.ROOT).contains("journal");
    for (String key : EVERYWHERE) {
      String value = System.getProperty(key);
      if (value != null && hasLog) {
        config.put(key, value);
      }
    }
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return SqlOptions.defaults().withConfig(ConfigSource.map(config));
  }

  /** The driver's connection, got without the pool's knowledge. */
  static SqliteConnection physical(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return (SqliteConnection) statement.unwrap(SqliteStatement.class).getConnection();
    }
  }

  /** What an action throws; it is iterable, which AssertJ would rather look at. */
  static SQLException failure(ThrowingCallable action) {
    return catchThrowableOfType(SQLException.class, action);
  }

  static String stateOf(ThrowingCallable action) {
    return failure(action).getSQLState();
  }
}
