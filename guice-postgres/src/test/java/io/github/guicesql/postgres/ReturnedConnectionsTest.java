package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/** What a borrower leaves is not the next one's. */
@Timeout(120)
@Tag("any-jdk")
final class ReturnedConnectionsTest {

  private static final String BACKEND = "select pg_backend_pid()";

  private TestDatabase database;
  private LifecycleRegistry registry;
  private DataSource pool;

  @BeforeEach
  void create() throws SQLException {
    database = PostgresServer.shared().createDatabase();
    registry = new LifecycleRegistry();
    pool = pool(hook -> {});
    use(connection -> Postgres.execute(connection, "create table t (x int)"));
  }

  @AfterEach
  void close() {
    registry.close();
    database.close();
  }

  /** With one connection, so that each borrower gets what the one before has left. */
  private DataSource pool(Consumer<HikariConfig> hook) {
    Map<String, String> config =
        Map.of("POSTGRES_DSN", database.dsn(), "POSTGRES_MAX_OPEN_CONNS", "1");
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(config)).withPool(hook);
    return Guice.createInjector(LifecycleModule.using(registry), new PostgresModule(options))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  /** What a borrower does. */
  private interface Use {
    void of(Connection connection) throws SQLException;
  }

  private void use(Use use) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      use.of(connection);
    }
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Postgres.query(connection, sql);
    }
  }

  /** The next borrower has the same session, in which nothing is open. */
  private void leavesNothing(Use use) throws SQLException {
    String backend = ask(BACKEND);
    use(use);
    use(connection -> Postgres.execute(connection, "insert into t values (42)"));
    try (Connection observer = database.connect()) {
      assertThat(Postgres.query(observer, "select string_agg(x::text, ',') from t"))
          .isEqualTo("42");
    }
    assertThat(ask(BACKEND)).isEqualTo(backend);
  }

  @ParameterizedTest
  @ValueSource(strings = {"begin", "start transaction", "select 1; begin; select 2"})
  void aTransactionThatSqlHasBegun(String begin) throws SQLException {
    leavesNothing(connection -> Postgres.execute(connection, begin, "insert into t values (1)"));
  }

  @Test
  void aTransactionThatAPreparedStatementOrABatchHasBegun() throws SQLException {
    leavesNothing(
        connection -> {
          connection.prepareStatement("begin").execute();
          connection.prepareStatement("insert into t values (1)").execute();
        });
    use(connection -> Postgres.execute(connection, "truncate t"));
    leavesNothing(
        connection -> {
          try (Statement batch = connection.createStatement()) {
            batch.addBatch("begin");
            batch.addBatch("insert into t values (1)");
            batch.executeBatch();
          }
        });
  }

  @Test
  void aTransactionThatHasFailed() throws SQLException {
    leavesNothing(
        connection -> {
          Postgres.execute(connection, "begin", "insert into t values (1)");
          assertThat(catchThrowable(() -> Postgres.query(connection, "select 1 / 0")))
              .isInstanceOf(SQLException.class);
        });
  }

  @Test
  void aTransactionOfJdbcs() throws SQLException {
    leavesNothing(
        connection -> {
          connection.setAutoCommit(false);
          Postgres.execute(connection, "insert into t values (1)");
        });
    use(connection -> Postgres.execute(connection, "truncate t"));
    leavesNothing( // past the pool, which then does not know
        connection -> {
          connection.setAutoCommit(false);
          Postgres.execute(connection.unwrap(BaseConnection.class), "insert into t values (1)");
        });
  }

  @ParameterizedTest
  @CsvSource({"true, copy t from stdin", "true, copy t to stdout", "false, copy t from stdin"})
  void aCopyThatWasLeftOpen(boolean autoCommit, String copy) throws SQLException {
    String backend = ask(BACKEND);
    use(connection -> Postgres.execute(connection, "insert into t values (7)"));
    use(
        connection -> {
          connection.setAutoCommit(autoCommit);
          Postgres.execute(connection, "update t set x = 7");
          if (copy.contains("stdin")) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
          } else {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy);
          }
        });
    assertThat(ask("select x from t")).isEqualTo("7");
    assertThat(ask(BACKEND)).isNotEqualTo(backend);
  }

  @Test
  void aCopyThatWasEnded() throws SQLException {
    leavesNothing(
        connection ->
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy t from stdin")
                .endCopy());
  }

  @Test
  void whatJdbcsSettersHaveChanged() throws SQLException {
    leavesNothing(
        connection -> {
          Postgres.execute(connection, "create schema other");
          connection.setSchema("other");
          connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
          connection.setTypeMap(Map.of("x", String.class));
          connection.setClientInfo("ApplicationName", "other");
          connection.setAutoCommit(false);
          connection.setSchema("other");
        });
    use(
        connection -> {
          assertThat(connection.getSchema()).isEqualTo("public");
          assertThat(connection.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
          assertThat(connection.getTypeMap()).isEmpty();
          assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("database.db");
          assertThat(Postgres.query(connection, "show application_name")).isEqualTo("database.db");
          assertThat(Postgres.query(connection, "show search_path")).isEqualTo("\"$user\", public");
        });
  }

  @Test
  void aSchemaThatIsSetInAFailedTransaction() throws SQLException {
    leavesNothing(
        connection -> {
          connection.setAutoCommit(false);
          connection.setSchema("other");
          assertThat(catchThrowable(() -> Postgres.query(connection, "select 1 / 0")))
              .isInstanceOf(SQLException.class);
          assertThat(catchThrowable(() -> connection.setSchema("another"))).isNotNull();
        });
    assertThat(ask("show search_path")).isEqualTo("\"$user\", public");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set time zone 'Asia/Tokyo' | TimeZone",
        "set search_path = other | search_path",
        "set application_name = 'other' | application_name",
        "set default_transaction_read_only = on | default_transaction_read_only",
        "set intervalstyle = iso_8601 | IntervalStyle",
        "set session authorization other | session_authorization",
      })
  void whatSqlHasSetAndTheServerReports(String set, String setting) throws SQLException {
    use(
        connection ->
            Postgres.execute(
                connection,
                "do 'begin create role other; exception when duplicate_object then null; end'"));
    String before = ask("show " + setting);
    leavesNothing(connection -> Postgres.execute(connection, set));
    assertThat(ask("show " + setting)).isEqualTo(before);
  }

  @Test
  void whatTheApplicationsHookHasSetStays() throws SQLException {
    registry.close();
    registry = new LifecycleRegistry();
    pool = pool(hook -> hook.setConnectionInitSql("set time zone 'Asia/Tokyo'"));
    for (String zone : new String[] {"UTC", "Europe/Berlin"}) {
      assertThat(ask("show time zone")).isEqualTo("Asia/Tokyo");
      leavesNothing(
          connection -> {
            Postgres.execute(connection, "truncate t", "set time zone '" + zone + "'");
          });
    }
    assertThat(ask("show time zone")).isEqualTo("Asia/Tokyo");
  }

  @Test
  void aPoolWithoutAutoCommit() throws SQLException {
    registry.close();
    registry = new LifecycleRegistry();
    pool = pool(hook -> hook.setAutoCommit(false));
    leavesNothingOfAPoolWithoutAutoCommit(
        connection -> Postgres.execute(connection, "insert into t values (1)"));
    leavesNothingOfAPoolWithoutAutoCommit(
        connection -> {
          connection.setSchema("other");
          Postgres.execute(connection, "set time zone 'Asia/Tokyo'");
        });
    assertThat(ask("show search_path")).isEqualTo("\"$user\", public");
  }

  private void leavesNothingOfAPoolWithoutAutoCommit(Use use) throws SQLException {
    String zone = ask("show time zone");
    use(use);
    assertThat(ask("select count(*) from t")).isEqualTo("0");
    assertThat(ask("show time zone")).isEqualTo(zone);
    use(connection -> assertThat(connection.getAutoCommit()).isFalse());
  }

  /** The server would show it as the session's last statement. */
  @Test
  void aConnectionThatIsAsItWasCostsNoStatement() throws SQLException {
    String backend = ask(BACKEND);
    use(connection -> Postgres.query(connection, "select 'the last one'"));
    try (Connection observer = database.connect()) {
      assertThat(
              Postgres.query(observer, "select query from pg_stat_activity where pid = " + backend))
          .isEqualTo("select 'the last one'");
    }
  }
}
