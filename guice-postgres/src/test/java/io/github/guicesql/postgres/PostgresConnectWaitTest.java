package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.drivercontract.WaitLog;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that starts before its database. */
@Timeout(120)
@Tag("any-jdk")
final class PostgresConnectWaitTest {

  private static final String UNREACHABLE = "refused, SQLSTATE 08001";

  private static String nowhere(int port) {
    return "postgres://app:hunter2@127.0.0.1:" + port + "/db?sslmode=disable";
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static SqlBuildException failure(String dsn, String wait) {
    Throwable thrown =
        catchThrowable(() -> Postgres.at(dsn, "POSTGRES_CONNECT_WAIT", wait).close());
    SqlBuildException found = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    return found;
  }

  @Test
  void aServerThatStartsLateIsWaitedFor() throws Exception {
    try (PostgresServer server = PostgresServer.launch(PostgresOptions.defaults());
        WaitLog log = new WaitLog()) {
      TestDatabase database = server.defaultDatabase();
      String dsn = database.dsn();
      server.stop();
      CompletableFuture<Void> starting = log.firstLine().thenRunAsync(server::start);
      try (Postgres postgres = Postgres.at(dsn, "POSTGRES_CONNECT_WAIT", "90s")) {
        assertThat(postgres.query("select 1")).isEqualTo("1");
      }
      starting.join();
      assertThat(log.lines().get(0))
          .startsWith("database.db: waits for jdbc:postgresql://")
          .contains("for at most 90s: The database " + UNREACHABLE);
      assertThat(log.lines().get(log.lines().size() - 1)).contains(" is there, at attempt ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P03", "53300"})
  void aServerThatIsNotReadyIsWaitedFor(String state) throws Exception {
    try (TestDatabase database = PostgresServer.shared().createDatabase();
        WaitLog log = new WaitLog();
        RefusingFirst server = new RefusingFirst(database.host(), database.port(), state, 3)) {
      String dsn =
          "postgres://127.0.0.1:%d/%s?sslmode=disable"
              .formatted(server.port(), database.database());
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
      assertThat(server.refused()).isEqualTo(3);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(0)).contains("SQLSTATE " + state);
      assertThat(log.lines().get(1)).endsWith("is there, at attempt 4");
    }
  }

  @Test
  void aServerThatNeverComesIsGivenUp() throws Exception {
    SqlBuildException found = failure(nowhere(unusedPort()), "1s");

    assertThat(found)
        .hasMessageContaining("The database was waited for, for 1s. The database " + UNREACHABLE);
    assertThat(found.toString()).doesNotContain("hunter2");
  }

  @Test
  void aHostWithoutANameIsWaitedFor() {
    assertThat(failure("postgres://app@no-such-host.invalid/db", "1s"))
        .hasMessageContaining("was waited for, for 1s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "3D000", "42501"})
  void whatCannotHealFailsAtOnce(String state) throws Exception {
    try (StubbornServer server = StubbornServer.refusing(state, "no");
        WaitLog log = new WaitLog()) {
      assertThat(failure(nowhere(server.port()), "24h"))
          .hasMessageContaining("SQLSTATE " + state)
          .hasMessageNotContaining("waited");
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aServerWithoutTlsIsNotWaitedFor() {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      String dsn = database.dsn() + (database.dsn().contains("?") ? "&" : "?") + "sslmode=require";
      assertThat(failure(dsn, "24h")).hasMessageNotContaining("waited");
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    String dsn = nowhere(unusedPort());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    try (WaitLog log = new WaitLog()) {
      Thread waiting =
          new Thread(
              () -> {
                thrown.set(
                    catchThrowable(() -> Postgres.at(dsn, "POSTGRES_CONNECT_WAIT", "24h").close()));
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      waiting.start();
      log.firstLine().join();
      waiting.interrupt();
      waiting.join();
    }
    assertThat(SqlErrors.find(Objects.requireNonNull(thrown.get())).orElseThrow())
        .hasMessageContaining("interrupted");
    assertThat(interrupted.get()).isTrue();
  }
}
