package io.github.guicesql.examples.hello.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, whose server goes away, and which is ended by SIGTERM. */
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
final class ServeProcessTest {

  private static final Pattern URL = Pattern.compile("hello-postgres serves (\\S+)/users");

  private static final int SIGTERM = 15;
  private static final String BODY = "{\"email\":\"slow@example.org\",\"name\":\"Slow\"}";
  private static final String HEAD =
      "POST /users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
          + "Content-Type: application/json\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n";

  private static PostgresServer server;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  @BeforeAll
  static void launch() {
    server = PostgresServer.launch(PostgresOptions.defaults());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HelloPostgres.class.getName(),
            "serve");
    builder
        .environment()
        .putAll(Map.of("POSTGRES_DSN", server.defaultDatabase().dsn(), "PORT", "0"));
    process = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
  }

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  @Test
  void healthIsHonestWhenTheServerIsDownAndWhenItIsBack() throws Exception {
    URI health = URI.create(service() + "/health");
    assertThat(get(health)).startsWith("200 ").contains("\"state\":\"UP\"");
    assertThatTheIndexAndTheMetricsAreThere();

    server.stop();
    assertThat(get(health)).startsWith("503 ").contains("\"state\":\"DOWN\"");
    assertThatTheIndexAndTheMetricsAreThere();

    server.start();
    await().atMost(30, TimeUnit.SECONDS).until(() -> get(health).startsWith("200 "));
    assertThat(get(health)).contains("\"state\":\"UP\"");
    assertThatTheIndexAndTheMetricsAreThere();
    assertThat(Files.readString(log())).doesNotContain(server.defaultDatabase().password());
  }

  private void assertThatTheIndexAndTheMetricsAreThere() throws Exception {
    assertThat(get(URI.create(service() + "/"))).startsWith("200 ").contains("\"/health\"");
    assertThat(get(URI.create(service() + "/metrics")))
        .startsWith("200 # ")
        .contains("hikaricp_connections_max{", "database=\"default\"");
  }

  private String get(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body().strip();
  }

  /**
   * A lock in this process keeps the request waiting, and the server's {@code 100 Continue} says
   * that the request has arrived: it is in flight for certain.
   */
  @Test
  void sigtermLetsTheRequestInFlightFinishAndClosesTheServerFirst() throws Exception {
    URI service = service();
    try (Socket slow = new Socket(service.getHost(), service.getPort())) {
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(slow.getInputStream(), UTF_8));
      try (Connection locker = server.defaultDatabase().connect()) {
        locker.setAutoCommit(false);
        execute(locker, "LOCK TABLE users");
        send(slow, HEAD);
        assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
        send(slow, BODY);

        process.destroy();
        await().until(() -> lines().stream().anyMatch(line -> line.endsWith("1 in flight")));
        locker.rollback();
      }

      assertThat(answer.lines()).contains("HTTP/1.1 201 Created");
    }
    assertThat(process.waitFor()).isEqualTo(128 + SIGTERM);
    assertThat(lines().subList(lines().size() - 2, lines().size()))
        .satisfiesExactly(
            line -> assertThat(line).contains("Closed http server"),
            line -> assertThat(line).contains("Closed database.db"));
    try (Connection observer = server.defaultDatabase().connect()) {
      execute(observer, "DELETE FROM users WHERE email = 'slow@example.org'");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
    client.getOutputStream().flush();
  }

  private URI service() {
    return await().atMost(60, TimeUnit.SECONDS).until(this::url, Optional::isPresent).get();
  }

  private Path log() {
    return folder.resolve("out.log");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(log());
  }

  private Optional<URI> url() throws IOException {
    Matcher matcher = URL.matcher(Files.readString(log()));
    return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
  }
}
