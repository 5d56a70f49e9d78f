package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.ServerModuleContract;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.URLEncoder;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module as a service installs it, on a real server. */
final class PostgresModuleTest extends ServerModuleContract {

  PostgresModuleTest() {
    super(new PostgresEngine());
  }

  @Override
  protected Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Test
  void eachFormOfDsnConnects() throws Exception {
    String keywords =
        "host=%s port=%d dbname=%s user=%s password='%s'"
            .formatted(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database.password().replace("\\", "\\\\").replace("'", "\\'"));
    String jdbc =
        "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
            .formatted(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                URLEncoder.encode(database.password(), UTF_8));
    for (String dsn : List.of(database.dsn(), keywords, jdbc)) {
      try (Postgres postgres = Postgres.at(dsn)) {
        postgres.execute("drop table if exists t", "create table t (x int)");
        postgres.execute("insert into t values (1)", "update t set x = 2");
        assertThat(postgres.query("select x from t")).isEqualTo("2");
        postgres.execute("delete from t");
        assertThat(postgres.query("select current_database()")).isEqualTo(database.database());
      }
    }
  }

  @Test
  void aSessionIsNamedAfterThePoolUnlessTheDsnNamesIt() throws Exception {
    String name = "select application_name from pg_stat_activity where pid = pg_backend_pid()";
    try (Postgres postgres = Postgres.at(database.dsn())) {
      assertThat(postgres.query(name)).isEqualTo("database.db");
    }
    try (Postgres postgres = Postgres.at(withParameter("application_name=billing"))) {
      assertThat(postgres.query(name)).isEqualTo("billing");
    }
  }

  /** Also when the DSN names none, and the database is that of the user's name. */
  @Test
  void theMetadataNameTheDatabase() throws Exception {
    TestDatabase usersOwn = PostgresServer.shared().defaultDatabase();
    String unnamed = usersOwn.dsn().replaceAll("/[^/]*$", "/");
    for (String dsn : List.of(database.dsn(), unnamed)) {
      try (Postgres postgres = Postgres.at(dsn);
          Connection connection = postgres.connection()) {
        assertThat(connection.getMetaData().getURL())
            .endsWith("/" + Postgres.query(connection, "select current_database()"));
      }
    }
  }

  private String withParameter(String parameter) {
    return database.dsn() + (database.dsn().contains("?") ? "&" : "?") + parameter;
  }

  @Test
  void aSwitchThatIsNoneIsRefused() {
    ConfigProblem problem =
        problems(Map.of("DSN", database.dsn(), "REWRITE_BATCHES", "yes")).get(0);
    assertThat(problem.key()).isEqualTo("POSTGRES_REWRITE_BATCHES");
    assertThat(problem.value()).isEqualTo("yes");
    assertThat(problem.wrong()).startsWith("It is not a known value.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://u:hunter2@h:port/db            | At position 22: the parameter port is not",
        "postgres://u:hunter2@h:99999/db           | Write a number from 1 to 65535",
        "mysql://u:hunter2@h/db                    | postgres",
        "postgres://u:hunter2@h/db?sslcrl=x        | sslcrl",
        "postgres://u:hunter2@h/db?no_such_key=x   | position",
        "host=h password=hunter2 user              | position",
        "jdbc:postgresql://h/db?password=hunter2&nope=1 | At position 41: the parameter nope",
        "host=/var/run/postgresql password=hunter2 | socket",
      })
  void aDsnThatCannotBeHonouredIsRefusedWithoutItsPassword(String dsn, String said) {
    assertRefusedWithoutItsPassword(dsn, said);
  }
}
