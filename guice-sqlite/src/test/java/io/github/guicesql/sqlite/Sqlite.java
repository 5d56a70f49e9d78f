package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A database as an application gets it, closed at the end of a test. */
final class Sqlite implements AutoCloseable {

  private final LifecycleRegistry registry;
  private final DataSource dataSource;

  private Sqlite(Map<String, String> config, Duration drain) {
    registry = new LifecycleRegistry(drain);
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new SqliteModule(SqlOptions.defaults().withConfig(ConfigSource.map(config))));
    dataSource = injector.getInstance(SqlTokens.defaults().dbKey());
  }

  static Sqlite at(Object path, String... more) {
    return at(Duration.ofSeconds(5), path, more);
  }

  static Sqlite at(Duration drain, Object path, String... more) {
    Map<String, String> config = new HashMap<>(Map.of("SQLITE_PATH", path.toString()));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return new Sqlite(config, drain);
  }

  DataSource dataSource() {
    return dataSource;
  }

  Connection connection() throws SQLException {
    return dataSource.getConnection();
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connection()) {
      execute(connection, statements);
    }
  }

  String query(String sql) throws SQLException {
    try (Connection connection = connection()) {
      return query(connection, sql);
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The driver's connection, got without the pool's knowledge. */
  static SqliteConnection physical(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return (SqliteConnection) statement.unwrap(SqliteStatement.class).getConnection();
    }
  }

  static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  /** What an action throws; it is iterable, which AssertJ would rather look at. */
  static SQLException failure(ThrowingCallable action) {
    return catchThrowableOfType(SQLException.class, action);
  }

  static String stateOf(ThrowingCallable action) {
    return failure(action).getSQLState();
  }

  @Override
  public void close() {
    registry.close();
  }
}
