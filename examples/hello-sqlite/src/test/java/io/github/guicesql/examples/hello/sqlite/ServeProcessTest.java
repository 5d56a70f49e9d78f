package io.github.guicesql.examples.hello.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, ended as an operating system does it. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
final class ServeProcessTest {

  private static final Pattern URL = Pattern.compile("hello-sqlite serves (\\S+)");

  private static final int SIGTERM = 15;
  private static final String BODY = "{\"email\":\"slow@example.org\",\"name\":\"Slow\"}";
  private static final String HEAD =
      "POST /users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
          + "Content-Type: application/json\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n";

  @TempDir private Path folder;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HelloSqlite.class.getName(),
            "serve");
    builder.environment().putAll(Map.of("SQLITE_PATH", file().toString(), "PORT", "0"));
    process = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
  }

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  /**
   * A writer in this process keeps the request waiting, and the server's {@code 100 Continue} says
   * that the request has arrived: it is in flight for certain.
   */
  @Test
  void sigtermLetsTheRequestInFlightFinishAndClosesTheServerFirst() throws Exception {
    URI users = await().atMost(60, TimeUnit.SECONDS).until(this::url, Optional::isPresent).get();
    try (Socket client = new Socket(users.getHost(), users.getPort())) {
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      try (LifecycleRegistry registry = new LifecycleRegistry();
          Connection writer = connect(registry)) {
        lock(writer);
        send(client, HEAD);
        assertThat(answer.readLine()).isEqualTo("HTTP/1.1 100 Continue");
        send(client, BODY);

        process.destroy();
        await().until(() -> lines().stream().anyMatch(line -> line.endsWith("1 in flight")));
        writer.rollback();
      }

      assertThat(answer.lines()).contains("HTTP/1.1 201 Created");
    }
    assertThat(process.waitFor()).isEqualTo(128 + SIGTERM);
    assertThat(lines().subList(lines().size() - 2, lines().size()))
        .satisfiesExactly(
            line -> assertThat(line).contains("Closed http server"),
            line -> assertThat(line).contains("Closed database.db"));
    assertThat(folder.resolve("hello.db-wal")).doesNotExist();
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
    client.getOutputStream().flush();
  }

  private static void lock(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM users");
    }
  }

  private Connection connect(LifecycleRegistry registry) throws SQLException {
    return Guice.createInjector(
            LifecycleModule.using(registry),
            new SqliteModule(
                SqlOptions.defaults()
                    .withConfig(ConfigSource.map(Map.of("SQLITE_PATH", file().toString())))))
        .getInstance(SqlTokens.defaults().dbKey())
        .getConnection();
  }

  private Path file() {
    return folder.resolve("hello.db");
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
