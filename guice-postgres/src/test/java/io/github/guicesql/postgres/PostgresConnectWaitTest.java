package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.ConnectWaitContract;
import io.github.guicesql.drivercontract.WaitLog;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresConnectWaitTest extends ConnectWaitContract {

  private static PostgresServer server;

  @BeforeAll
  static void launch() {
    server = PostgresServer.launch(PostgresOptions.defaults());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  PostgresConnectWaitTest() {
    super(new PostgresEngine());
  }

  @Override
  protected TestServer server() {
    return server;
  }

  @Override
  protected String scheme() {
    return "jdbc:postgresql://";
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P03", "53300"})
  void aServerThatIsNotReadyIsWaitedFor(String state) throws Exception {
    try (TestDatabase database = PostgresServer.shared().createDatabase();
        WaitLog log = new WaitLog();
        RefusingFirst refusing = new RefusingFirst(database.host(), database.port(), state, 3)) {
      String dsn =
          "postgres://127.0.0.1:%d/%s?sslmode=disable"
              .formatted(refusing.port(), database.database());
      try (Postgres postgres =
          Postgres.at(
              dsn,
              "POSTGRES_USER",
              database.user(),
              "POSTGRES_PASSWORD",
              database.password(),
              "POSTGRES_CONNECT_WAIT",
              "90s")) {
        assertThat(postgres.query("select 1")).isEqualTo("1");
      }
      assertThat(refusing.refused()).isEqualTo(3);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(0)).contains("SQLSTATE " + state);
      assertThat(log.lines().get(1)).endsWith("is there, at attempt 4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "3D000", "42501"})
  void whatAServerSaysThatCannotHealFailsAtOnce(String state) throws Exception {
    try (StubbornServer refusing = StubbornServer.refusing(state, "no")) {
      String dsn = at(refusing.port()) + "?sslmode=disable";
      assertNotWaitedFor(dsn);
      assertThat(failure(dsn, "24h")).hasMessageContaining("SQLSTATE " + state);
    }
  }

  @Test
  void aServerWithoutTlsIsNotWaitedFor() {
    assertNotWaitedFor(engine.dsn(server.defaultDatabase()) + "?sslmode=require");
  }
}
