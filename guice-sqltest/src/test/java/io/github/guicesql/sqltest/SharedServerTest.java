package io.github.guicesql.sqltest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

class SharedServerTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(TestServer.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void record() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopRecording() {
    logger.detachAppender(log);
  }

  @Test
  void isOneForTheJvmAndStaysWhenClosed() throws SQLException {
    PostgresServer shared = PostgresServer.shared();
    assertThat(PostgresServer.shared()).isSameAs(shared);
    shared.close();
    try (TestDatabase database = shared.createDatabase();
        Connection connection = database.connect()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void isAContainerWhereAnEngineAnswersAndElseAnEmbeddedServer() throws SQLException {
    try (PostgresServer server = PostgresServer.choose(SharedServerTest::onlyDocker)) {
      if (server.kind() == PostgresServer.Kind.DOCKER) {
        assertThat(messages()).singleElement().asString().contains("docker server at", "ms");
      } else {
        assertThat(server.kind()).isEqualTo(PostgresServer.Kind.EMBEDDED);
        assertThat(messages())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .contains(
                            "No PostgreSQL in a container",
                            engineAnswers() ? "starting a container" : "found none"))
            .last()
            .asString()
            .contains("embedded server at localhost:", "ms");
      }
      try (TestDatabase database = server.createDatabase()) {
        EmbeddedServerTest.execute(database, "CREATE TABLE t AS SELECT 42 AS i");
        server.restart();
        assertThat(EmbeddedServerTest.ask(database, "SELECT i FROM t")).isEqualTo("42");
        server.stop();
        assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
        server.start();
        assertThat(EmbeddedServerTest.ask(database, "SELECT i FROM t")).isEqualTo("42");
      }
    }
  }

  @Test
  void isTheExternalOneIfThatIsSet() throws SQLException {
    try (PostgresServer other = PostgresServer.launch(PostgresOptions.defaults())) {
      TestDatabase known = other.defaultDatabase();
      EmbeddedServerTest.execute(known, "CREATE DATABASE sqltest_1600000000_0123abcd");
      EmbeddedServerTest.execute(known, "CREATE DATABASE sqltest_mine");
      PostgresServer server =
          PostgresServer.choose(Map.of("SQLTEST_POSTGRES_DSN", known.dsn())::get);

      assertThat(server.kind()).isEqualTo(PostgresServer.Kind.EXTERNAL);
      assertThat(EmbeddedServerTest.ask(known, "SELECT string_agg(datname, ' ') FROM pg_database"))
          .contains("sqltest_mine")
          .doesNotContain("sqltest_1600000000_0123abcd");
      try (TestDatabase database = server.createDatabase()) {
        assertThat(EmbeddedServerTest.ask(database, "SELECT current_database()"))
            .isEqualTo(database.database());
      }
      assertThat(server.canRestart()).isFalse();
      assertThatThrownBy(server::restart)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("PostgresServer.launch");
      server.close();
      assertThat(EmbeddedServerTest.ask(known, "SELECT 1")).isEqualTo("1");
      assertThat(messages()).anyMatch(line -> line.contains("external server at localhost"));
      assertThat(messages()).noneMatch(line -> line.contains(known.password()));
    }
  }

  @Test
  void saysWhyTheExternalOneRefuses() {
    try (PostgresServer other = PostgresServer.launch(PostgresOptions.defaults())) {
      int port = other.defaultDatabase().port();
      String dsn = "postgresql://postgres:not-this-one@localhost:" + port + "/postgres";
      assertThatThrownBy(() -> PostgresServer.choose(Map.of("SQLTEST_POSTGRES_DSN", dsn)::get))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("localhost:" + port)
          .hasMessageContaining("password authentication failed")
          .hasMessageNotContaining("not-this-one");
    }
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertThatThrownBy(() -> PostgresServer.choose(Map.of("SQLTEST_POSTGRES", "oracle")::get))
        .hasMessageContaining("oracle")
        .hasMessageContaining("external, docker or embedded");
    assertThatThrownBy(() -> PostgresServer.choose(Map.of("SQLTEST_POSTGRES", "external")::get))
        .hasMessageContaining("SQLTEST_POSTGRES_DSN is not set");
    assertThatThrownBy(
            () ->
                PostgresServer.choose(
                    Map.of("SQLTEST_POSTGRES", "docker", "SQLTEST_DOCKER_PULL", "no")::get))
        .hasMessageContaining("SQLTEST_DOCKER_PULL")
        .hasMessageContaining("never");
  }

  @Test
  void doesNotWaitForAnEngineThatSaysNothing() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ChildJvm child = new ChildJvm(dockerAt(deaf.getLocalPort()), "shared")) {
      assertThat(child.value("kind")).isEqualTo("EMBEDDED");
      assertThat(child.output())
          .anyMatch(line -> line.contains("looking for a Docker engine took longer than 2 s"));
    }
  }

  @Test
  void fallsBackWhenTheEngineCannotStartAContainer() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer engine = failingEngine(asked);
    try (ChildJvm child = new ChildJvm(dockerAt(engine.getAddress().getPort()), "shared")) {
      assertThat(child.value("kind")).isEqualTo("EMBEDDED");
      assertThat(child.output())
          .anyMatch(line -> line.contains("starting a container of postgres:18 failed"));
    } finally {
      engine.stop(0);
    }
  }

  @Test
  void pullsNoImageWhenToldNotTo() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer engine = failingEngine(asked);
    Map<String, String> environment = new HashMap<>(dockerAt(engine.getAddress().getPort()));
    environment.put("SQLTEST_DOCKER_PULL", "never");
    environment.put("SQLTEST_POSTGRES_IMAGE", "registry.example/postgres:17");
    try (ChildJvm child = new ChildJvm(environment, "shared")) {
      assertThat(child.value("kind")).isEqualTo("EMBEDDED");
      assertThat(child.output())
          .anyMatch(
              line ->
                  line.contains(
                      "the engine has no image registry.example/postgres:17, and may not pull it"));
      assertThat(asked).isNotEmpty().noneMatch(request -> request.startsWith("POST"));
    } finally {
      engine.stop(0);
    }
  }

  @Test
  void knowsTheImageOfTestcontainersReaper() throws Exception {
    try (InputStream code =
        DockerClientFactory.class.getResourceAsStream(
            "/org/testcontainers/utility/RyukContainer.class")) {
      assertThat(new String(requireNonNull(code).readAllBytes(), StandardCharsets.ISO_8859_1))
          .contains(DockerEngine.REAPER);
    }
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** This machine's settings for the container, so that its own image is used. */
  private static @Nullable String onlyDocker(String name) {
    return name.equals("SQLTEST_POSTGRES") || name.equals("SQLTEST_POSTGRES_DSN")
        ? null
        : SharedServer.environment(name);
  }

  private static boolean engineAnswers() {
    try {
      return DockerClientFactory.instance().getInfo() != null;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static Map<String, String> dockerAt(int port) {
    return Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + port);
  }

  /** An engine that says it is there, has no image, and fails at all else. */
  private static HttpServer failingEngine(List<String> asked) throws Exception {
    HttpServer engine =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(exchange.getRequestMethod() + " " + path);
          String body = "{\"message\":\"no such image, and no registry\"}";
          int status = path.endsWith("/json") ? 404 : 500;
          if (path.endsWith("/_ping") || path.endsWith("/info") || path.endsWith("/version")) {
            body =
                "{\"OSType\":\"linux\",\"ServerVersion\":\"27.0\",\"MemTotal\":1,"
                    + "\"ApiVersion\":\"1.44\",\"Version\":\"27.0\"}";
            status = 200;
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    engine.start();
    return engine;
  }
}
