package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.drivercontract.ReturnedConnectionsContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

final class ReturnedConnectionsTest extends ReturnedConnectionsContract {

  ReturnedConnectionsTest() {
    super(new PostgresEngine());
  }

  @Test
  void aTransactionThatOneOfSeveralStatementsHasBegun() throws SQLException {
    leavesNothing(
        connection ->
            Postgres.execute(connection, "select 1; begin; select 2", "insert into t values (1)"));
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
  void aTransactionOfJdbcsPastThePool() throws SQLException {
    leavesNothing( // the pool does not know of the statement
        connection -> {
          connection.setAutoCommit(false);
          Postgres.execute(connection.unwrap(BaseConnection.class), "insert into t values (1)");
        });
  }

  @ParameterizedTest
  @CsvSource({"true, copy t from stdin", "true, copy t to stdout", "false, copy t from stdin"})
  void aCopyThatWasLeftOpen(boolean autoCommit, String copy) throws SQLException {
    String backend = ask(engine.session());
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
    assertThat(ask(engine.session())).isNotEqualTo(backend);
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
    openWith(hook -> hook.setConnectionInitSql("set time zone 'Asia/Tokyo'"));
    for (String zone : new String[] {"UTC", "Europe/Berlin"}) {
      assertThat(ask("show time zone")).isEqualTo("Asia/Tokyo");
      leavesNothing(
          connection -> {
            Postgres.execute(connection, "set time zone '" + zone + "'");
          });
    }
    assertThat(ask("show time zone")).isEqualTo("Asia/Tokyo");
  }

  @Test
  void whatWasSetInAPoolWithoutAutoCommit() throws SQLException {
    openWith(hook -> hook.setAutoCommit(false));
    String zone = ask("show time zone");
    use(
        connection -> {
          connection.setSchema("other");
          Postgres.execute(connection, "set time zone 'Asia/Tokyo'");
        });
    assertThat(ask("show time zone")).isEqualTo(zone);
    assertThat(ask("show search_path")).isEqualTo("\"$user\", public");
    use(connection -> assertThat(connection.getAutoCommit()).isFalse());
  }

  /** The server would show it as the session's last statement. */
  @Test
  void aConnectionThatIsAsItWasCostsNoStatement() throws SQLException {
    String backend = ask(engine.session());
    use(connection -> Postgres.query(connection, "select 'the last one'"));
    try (Connection observer = database.connect()) {
      assertThat(
              Postgres.query(observer, "select query from pg_stat_activity where pid = " + backend))
          .isEqualTo("select 'the last one'");
    }
  }
}
