package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a borrower leaves is not the next one's. */
@Timeout(120)
@Tag("any-jdk")
abstract class ReturnedConnectionsTest {

  private static final String SESSION = "select connection_id()";

  private final TestDatabase database;
  private final LifecycleRegistry registry = new LifecycleRegistry();

  ReturnedConnectionsTest(Server server) {
    database = server.shared().createDatabase();
  }

  @AfterEach
  void close() {
    registry.close();
    database.close();
  }

  /** With one connection, so that each borrower gets what the one before has left. */
  private DataSource pool(Driver driver, Consumer<HikariConfig> hook) throws SQLException {
    Map<String, String> config =
        Map.of("MYSQL_DSN", driver.dsn(database), "MYSQL_MAX_OPEN_CONNS", "1");
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(config)).withPool(hook);
    try (Connection observer = database.connect()) {
      Mysql.execute(observer, "create table t (x int)");
    }
    return Guice.createInjector(LifecycleModule.using(registry), new MysqlModule(options))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  /** What a borrower does. */
  private interface Use {
    void of(Connection connection) throws SQLException;
  }

  private static String ask(DataSource pool, String sql) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Mysql.query(connection, sql);
    }
  }

  /** The next borrower has the same session, in which nothing is open. */
  private void leavesNothing(DataSource pool, Use use) throws SQLException {
    String session = ask(pool, SESSION);
    try (Connection connection = pool.getConnection()) {
      use.of(connection);
    }
    try (Connection connection = pool.getConnection()) {
      Mysql.execute(connection, "insert into t values (42)");
      assertThat(connection.getAutoCommit()).isTrue();
    }
    try (Connection observer = database.connect()) {
      assertThat(Mysql.query(observer, "select group_concat(x) from t")).isEqualTo("42");
      Mysql.execute(observer, "truncate t");
    }
    assertThat(ask(pool, SESSION)).isEqualTo(session);
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aTransactionThatSqlHasBegun(Driver driver) throws SQLException {
    DataSource pool = pool(driver, hook -> {});
    leavesNothing(
        pool, connection -> Mysql.execute(connection, "begin", "insert into t values (1)"));
    leavesNothing(
        pool,
        connection -> {
          connection.prepareStatement("start transaction").execute();
          connection.prepareStatement("insert into t values (1)").execute();
        });
    leavesNothing(
        pool,
        connection -> {
          try (Statement batch = connection.createStatement()) {
            batch.addBatch("begin");
            batch.addBatch("insert into t values (1)");
            batch.executeBatch();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void anAutoCommitThatSqlHasTurnedOff(Driver driver) throws SQLException {
    DataSource pool = pool(driver, hook -> {});
    leavesNothing(pool, connection -> Mysql.execute(connection, "set autocommit = 0"));
    leavesNothing(
        pool,
        connection -> Mysql.execute(connection, "set autocommit = 0", "insert into t values (1)"));
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aTransactionOfJdbcs(Driver driver) throws SQLException {
    DataSource pool = pool(driver, hook -> {});
    leavesNothing(
        pool,
        connection -> {
          connection.setAutoCommit(false);
          Mysql.execute(connection, "insert into t values (1)");
        });
    leavesNothing(
        pool,
        connection -> {
          connection.setAutoCommit(false);
          Mysql.execute(connection, "set autocommit = 1", "begin", "insert into t values (1)");
        });
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aPoolWithoutAutoCommit(Driver driver) throws SQLException {
    DataSource pool = pool(driver, hook -> hook.setAutoCommit(false));
    String session = ask(pool, SESSION);
    try (Connection connection = pool.getConnection()) {
      Mysql.execute(connection, "insert into t values (1)");
    }
    try (Connection connection = pool.getConnection()) {
      Mysql.execute(connection, "set autocommit = 1");
    }
    try (Connection connection = pool.getConnection()) {
      Mysql.execute(connection, "insert into t values (2)");
      connection.rollback();
    }
    try (Connection observer = database.connect()) {
      assertThat(Mysql.query(observer, "select count(*) from t")).isEqualTo("0");
    }
    assertThat(ask(pool, SESSION)).isEqualTo(session);
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void anotherDatabase(Driver driver) throws SQLException {
    DataSource pool = pool(driver, hook -> {});
    leavesNothing(pool, connection -> connection.setCatalog("mysql"));
    leavesNothing(
        pool,
        connection -> {
          connection.setAutoCommit(false);
          connection.setCatalog("mysql");
        });
    assertThat(ask(pool, "select database()")).isEqualTo(database.database());
  }

  /** MySQL's driver does not look at what the server reports of it. */
  @Test
  void anotherDatabaseBySql() throws SQLException {
    DataSource pool = pool(Driver.MARIADB, hook -> {});
    leavesNothing(pool, connection -> Mysql.execute(connection, "use mysql"));
    assertThat(ask(pool, "select database()")).isEqualTo(database.database());
  }
}
