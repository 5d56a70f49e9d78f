package io.github.guicesql.transactor;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A service with a database and its transactor, as an application has them. */
final class Service implements AutoCloseable {

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(2));
  private final DataSource db;
  private final Transactor transactor;

  Service(Engine.Place place, SqlOptions options) {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry), place.module().apply(options), new TransactorModule());
    db = injector.getInstance(SqlTokens.defaults().dbKey());
    transactor = injector.getInstance(Transactor.key(SqlTokens.defaults()));
  }

  DataSource db() {
    return db;
  }

  Transactor transactor() {
    return transactor;
  }

  /** As a repository does it that knows nothing of transactions. */
  void execute(String... statements) throws SQLException {
    try (Connection connection = db.getConnection()) {
      execute(connection, statements);
    }
  }

  String query(String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
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

  /** How many connections are borrowed from the pool. */
  int borrowed() throws SQLException {
    return db.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }

  @Override
  public void close() {
    registry.close();
  }
}
