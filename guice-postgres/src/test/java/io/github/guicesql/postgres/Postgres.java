package io.github.guicesql.postgres;

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

/** A database as an application gets it, closed at the end of a test. */
final class Postgres implements AutoCloseable {

  private final LifecycleRegistry registry;
  private final DataSource dataSource;

  private Postgres(Map<String, String> config, Duration drain, Duration connectionTimeout) {
    registry = new LifecycleRegistry(drain);
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(ConfigSource.map(config))
            .withPool(pool -> pool.setConnectionTimeout(connectionTimeout.toMillis()));
    Injector injector =
        Guice.createInjector(LifecycleModule.using(registry), new PostgresModule(options));
    dataSource = injector.getInstance(SqlTokens.defaults().dbKey());
  }

  static Postgres at(String dsn, String... more) {
    return at(Duration.ofSeconds(5), Duration.ofSeconds(30), dsn, more);
  }

  static Postgres with(Map<String, String> config) {
    return new Postgres(config, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  static Postgres at(Duration drain, Duration connectionTimeout, String dsn, String... more) {
    Map<String, String> config = new HashMap<>(Map.of("POSTGRES_DSN", dsn));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return new Postgres(config, drain, connectionTimeout);
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

  static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
