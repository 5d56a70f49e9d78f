package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of a database that does not answer when it is injected. */
@Timeout(60)
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

  /** A server says this for a moment only, so here is one that says nothing else. */
  @Test
  void startingUp() throws Exception {
    CompletableFuture<Void> answering;
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      answering = CompletableFuture.runAsync(() -> refuseAll(server));
      assertState(
          ping("postgres://u:p@localhost:" + server.getLocalPort() + "/db?sslmode=disable", "20s"),
          "57P03");
    }
    Awaitility.await().until(answering::isDone);
  }

  private static void refuseAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        for (String field :
            List.of("SFATAL", "VFATAL", "C57P03", "Mthe database system is starting up")) {
          fields.write(field.getBytes(UTF_8));
          fields.write(0);
        }
        fields.write(0);
        byte[] startup = new byte[4];
        assertThat(socket.getInputStream().read(startup)).isPositive();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeByte('E');
        out.writeInt(4 + fields.size());
        out.write(fields.toByteArray());
        out.flush();
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Test
  void aServerThatAcceptsAndSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      SqlBuildException found =
          ping("postgres://u:p@localhost:" + silent.getLocalPort() + "/db", "300ms");
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

  /** With a full backlog the kernel drops the packets that would open a connection. */
  @Test
  void aHostThatDropsPackets() throws Exception {
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 2; i++) {
        filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      }
      SqlBuildException found =
          ping("postgres://u:p@127.0.0.1:" + full.getLocalPort() + "/db", "300ms");
      assertThat(found).hasMessageContaining("did not answer within 300ms");
    } finally {
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @Test
  void isNotAskedForByDefault() {
    Postgres.at("postgres://u:p@localhost:1/db").close();
  }
}
