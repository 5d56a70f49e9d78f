package io.github.guicesql.drivercontract;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A database as an application gets it, closed at the end of a test. */
public class OpenDatabase implements AutoCloseable {

  private final LifecycleRegistry registry;
  private final DataSource dataSource;
  private final DatabaseHealth health;

  /** Opens the default database of a driver; closing it waits so long for borrowers. */
  public OpenDatabase(Duration drain, Module module) {
    registry = new LifecycleRegistry(drain);
    Injector injector = Guice.createInjector(LifecycleModule.using(registry), module);
    dataSource = injector.getInstance(SqlTokens.defaults().dbKey());
    health = injector.getInstance(DatabaseHealth.class);
  }

  public final Health.State health() {
    return health.check(SqlTokens.defaults(), Duration.ofSeconds(5)).state();
  }

  public final DataSource dataSource() {
    return dataSource;
  }

  public final Connection connection() throws SQLException {
    return dataSource.getConnection();
  }

  public final void execute(String... statements) throws SQLException {
    try (Connection connection = connection()) {
      execute(connection, statements);
    }
  }

  public final String query(String sql) throws SQLException {
    try (Connection connection = connection()) {
      return query(connection, sql);
    }
  }

  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Returns the first column of the first row. */
  public static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  @Override
  public final void close() {
    registry.close();
  }
}
