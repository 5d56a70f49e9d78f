package io.github.guicesql.clusters;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;

/** A service with a database, its reader and its transactor, all by default but for the DSN. */
final class Service implements AutoCloseable {

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(5));
  private final Injector injector;

  private Service(Function<SqlOptions, Module> module, String prefix, String dsn, String... more) {
    Map<String, String> config = new HashMap<>(Map.of(prefix + "_DSN", dsn));
    for (int i = 0; i < more.length; i += 2) {
      config.put(prefix + "_" + more[i], more[i + 1]);
    }
    injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            module.apply(SqlOptions.defaults().withConfig(ConfigSource.map(config)).withReader()),
            new TransactorModule());
  }

  /**
   * Creates a service on PostgreSQL.
   *
   * @param more keys without {@code POSTGRES_}, each followed by its value
   */
  static Service onPostgres(String dsn, String... more) {
    return new Service(PostgresModule::new, "POSTGRES", dsn, more);
  }

  /**
   * Creates a service on MySQL or MariaDB.
   *
   * @param more keys without {@code MYSQL_}, each followed by its value
   */
  static Service onMysql(String dsn, String... more) {
    return new Service(MysqlModule::new, "MYSQL", dsn, more);
  }

  DataSource db() {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  DataSource reader() {
    return injector.getInstance(SqlTokens.defaults().reader().dbKey());
  }

  Transactor transactor() {
    return injector.getInstance(Transactor.key(SqlTokens.defaults()));
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = db().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  int number(String sql) throws SQLException {
    try (Connection connection = db().getConnection()) {
      return number(connection, sql);
    }
  }

  static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
