package io.github.guicesql.examples.users;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;

/** The feature in an injector of its own, on a real database. */
record TestDatabase(LifecycleRegistry registry, Injector injector) implements AutoCloseable {

  static final String MEMORY = ":memory:";

  static TestDatabase open(String path) {
    LifecycleRegistry registry = new LifecycleRegistry();
    ConfigSource settings =
        ConfigSource.map(Map.of("SQLITE_PATH", path, "SQLITE_MAX_OPEN_CONNS", "16"));
    return new TestDatabase(
        registry,
        Guice.createInjector(
            Stage.PRODUCTION,
            LifecycleModule.using(registry),
            new SqliteModule(SqlOptions.defaults().withConfig(settings)),
            new UsersModule()));
  }

  Users users() {
    return injector.getInstance(Users.class);
  }

  AuditTrail audit() {
    return injector.getInstance(AuditTrail.class);
  }

  DataSource db() {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = db().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = db().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
