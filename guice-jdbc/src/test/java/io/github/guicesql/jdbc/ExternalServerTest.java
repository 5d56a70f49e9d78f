package io.github.guicesql.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Stage;
import io.github.guicesql.drivercontract.EveryLog;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A server that is there already, such as one of Oracle's in a container: what {@code
 * SQLTEST_JDBC_URL}, {@code SQLTEST_JDBC_USER}, {@code SQLTEST_JDBC_PASSWORD} and {@code
 * SQLTEST_JDBC_DIALECT} say. Without them, nothing of this runs.
 */
@EnabledIfEnvironmentVariable(named = "SQLTEST_JDBC_URL", matches = ".+")
@Timeout(120)
final class ExternalServerTest {

  private static final Map<String, String> ENDLESS =
      Map.of(
          "oracle",
              "select count(*) from all_objects a, all_objects b, all_objects c, all_objects d"
                  + " where a.object_id + b.object_id + c.object_id + d.object_id = 0",
          "sqlserver",
              "select count_big(*) from sys.all_columns a, sys.all_columns b, sys.all_columns c,"
                  + " sys.all_columns d where checksum(a.name, b.name, c.name, d.name) = 0"
                  + " and a.column_id + b.column_id + c.column_id + d.column_id = 0");

  private final Dialect dialect = Dialect.of(given("DIALECT"));
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  @AfterEach
  void close() {
    registry.close();
  }

  private static String given(String key) {
    return String.valueOf(System.getenv("SQLTEST_JDBC_" + key));
  }

  private DataSource db(String password) {
    ConfigSource config =
        ConfigSource.map(
            Map.of(
                "JDBC_URL",
                given("URL"),
                "JDBC_USER",
                given("USER"),
                "JDBC_PASSWORD",
                password,
                "JDBC_CONNECT_TIMEOUT",
                "60s"));
    return Guice.createInjector(
            Stage.PRODUCTION,
            LifecycleModule.using(registry),
            new JdbcModule(dialect, SqlOptions.defaults().withConfig(config)))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  @Test
  void keepsWhatIsCommittedAndNothingElse() throws SQLException {
    DataSource db = db(given("PASSWORD"));
    String table = "t" + Long.toString(System.nanoTime(), 36);
    JdbcContract.execute(db, "create table " + table + " (i int)");
    try {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("insert into " + table + " values (1)");
        connection.commit();
        statement.execute("insert into " + table + " values (2)");
      }

      assertThat(JdbcContract.number(db, "select sum(i) from " + table)).isEqualTo(1);
    } finally {
      JdbcContract.execute(db, "drop table " + table);
    }
  }

  @Test
  void aWrongPasswordIsATypedErrorWithoutIt() {
    String wrong = "wrong-horse-42";
    try (EveryLog log = new EveryLog()) {
      SqlBuildException error =
          SqlErrors.find(catchThrowable(() -> db(wrong)), SqlBuildException.class).orElseThrow();

      assertThat(error.stage()).isEqualTo(BuildStage.PING);
      assertThat(JdbcContract.printed(error)).doesNotContain(wrong);
      assertThat(log.text()).doesNotContain(wrong);
    }
  }

  @Test
  void closingEndsARunningStatement() throws Exception {
    DataSource db = db(given("PASSWORD"));
    FutureTask<Long> endless =
        new FutureTask<>(
            () ->
                JdbcContract.number(db, ENDLESS.getOrDefault(dialect.id(), JdbcEngine.H2.endless)));
    Thread thread = new Thread(endless);
    thread.setDaemon(true);
    thread.start();
    await().atMost(30, SECONDS).until(() -> JdbcContract.isIn(thread, "executeQuery"));

    registry.close();

    assertThatThrownBy(() -> endless.get(20, SECONDS)).hasCauseInstanceOf(SQLException.class);
  }
}
