package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a database that does not answer when it is injected. */
@Timeout(60)
@Tag("any-jdk")
final class PostgresPingTest {

  private static SqlBuildException ping(String dsn, String timeout) {
    Throwable thrown =
        catchThrowable(() -> Postgres.at(dsn, "POSTGRES_CONNECT_TIMEOUT", timeout).close());
    SqlBuildException found = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    assertThat(found.provider()).isEqualTo("postgres");
    assertThat(found.token()).isEqualTo("database.db");
    return found;
  }

  private static void assertState(SqlBuildException found, String state) {
    assertThat(found.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, cause -> assertThat(cause.getSQLState()).isEqualTo(state));
    assertThat(found).hasMessageContaining("SQLSTATE " + state);
  }

  private static String uri(TestDatabase database, String password, String name) {
    return "postgres://%s:%s@%s:%d/%s"
        .formatted(database.user(), password, database.host(), database.port(), name);
  }

  @Test
  void thatAnswers() throws Exception {
    try (TestDatabase database = PostgresServer.shared().createDatabase();
        Postgres postgres = Postgres.at(database.dsn(), "POSTGRES_CONNECT_TIMEOUT", "20s")) {
      assertThat(postgres.query("select 1")).isEqualTo("1");
    }
  }

  @Test
  void wrongPassword() {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      assertState(ping(uri(database, "wrong", database.database()), "20s"), "28P01");
    }
  }

  @Test
  void noSuchDatabase() {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      assertState(ping(uri(database, database.password(), "nowhere"), "20s"), "3D000");
    }
  }

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertState(ping("postgres://u:p@localhost:" + port + "/db", "20s"), "08001");
  }

  @Test
  void tooManyConnections() throws Exception {
    PostgresOptions small =
        PostgresOptions.defaults()
            .withSetting("max_connections", "3")
            .withSetting("superuser_reserved_connections", "0")
            .withSetting("max_wal_senders", "0");
    try (PostgresServer server = PostgresServer.launch(small)) {
      TestDatabase database = server.defaultDatabase();
      List<Connection> all = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          all.add(database.connect());
        }
        assertState(ping(database.dsn(), "20s"), "53300");
      } finally {
        for (Connection connection : all) {
          connection.close();
        }
      }
    }
  }

  /** It is for as long as the server recovers from an archive that takes a second for each file. */
  @Test
  void startingUp(@TempDir Path folder) throws Exception {
    PostgresOptions slow =
        PostgresOptions.defaults()
            .withDataDirectory(folder)
            .withSetting("restore_command", "sleep 1; false");
    try (PostgresServer server = PostgresServer.launch(slow)) {
      String dsn = server.defaultDatabase().dsn();
      server.stop();
      Files.createFile(folder.resolve("data").resolve("recovery.signal"));
      CompletableFuture<Void> starting = CompletableFuture.runAsync(server::start);

      assertThat(firstRefusalOfAServer(dsn))
          .hasMessageContaining("57P03")
          .hasMessageContaining("starting up");

      starting.get();
      Postgres.at(dsn, "POSTGRES_CONNECT_TIMEOUT", "20s").close();
    }
  }

  private static SqlBuildException firstRefusalOfAServer(String dsn) {
    return Awaitility.await()
        .until(() -> ping(dsn, "20s"), found -> !found.toString().contains("08001"));
  }

  @Test
  void aServerThatAcceptsAndSaysNothing() throws Exception {
    try (StubbornServer silent = StubbornServer.silent()) {
      SqlBuildException found = ping("postgres://u:p@localhost:" + silent.port() + "/db", "300ms");
      assertThat(found).hasMessageContaining("did not answer within 300ms");
      Awaitility.await().until(() -> threadsThatPing().isEmpty());
    }
  }

  /** The driver's own thread for a login among them. */
  private static List<String> threadsThatPing() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.endsWith(":ping") || name.startsWith("PostgreSQL JDBC driver"))
        .toList();
  }

  @Test
  void aHostThatDropsPackets() throws Exception {
    try (StubbornServer far = StubbornServer.droppingPackets()) {
      SqlBuildException found = ping("postgres://u:p@127.0.0.1:" + far.port() + "/db", "300ms");
      assertThat(found).hasMessageContaining("did not answer within 300ms");
    }
  }

  @Test
  void isNotAskedForByDefault() {
    Postgres.at("postgres://u:p@localhost:1/db").close();
  }
}
