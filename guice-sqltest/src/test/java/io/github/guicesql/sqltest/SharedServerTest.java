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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

@Tag("long")
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

  @ParameterizedTest
  @EnumSource(Product.class)
  void isOneForTheJvmAndStaysWhenClosed(Product product) throws SQLException {
    TestServer shared = Servers.shared(product);
    assertThat(Servers.shared(product)).isSameAs(shared);
    shared.close();
    try (TestDatabase database = shared.createDatabase();
        Connection connection = database.connect()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void isAContainerWhereAnEngineAnswersAndElseAnEmbeddedServer(Product product)
      throws SQLException {
    try (TestServer server = Servers.choose(product, name -> onlyDocker(product, name))) {
      if (server.kind() == TestServer.Kind.DOCKER) {
        assertThat(messages()).singleElement().asString().contains("docker server at", "ms");
      } else {
        assertThat(server.kind()).isEqualTo(TestServer.Kind.EMBEDDED);
        assertThat(messages())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .contains(
                            "No " + product.title() + " in a container",
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

  @ParameterizedTest
  @EnumSource(Product.class)
  void isTheExternalOneIfThatIsSet(Product product) throws SQLException {
    try (TestServer other = Servers.launch(product)) {
      TestDatabase known = other.defaultDatabase();
      EmbeddedServerTest.execute(known, "CREATE DATABASE sqltest_1600000000_0123abcd");
      EmbeddedServerTest.execute(known, "CREATE DATABASE sqltest_mine");
      TestServer server = Servers.choose(product, Map.of(product.dsnVariable(), known.dsn())::get);

      assertThat(server.kind()).isEqualTo(TestServer.Kind.EXTERNAL);
      assertThat(EmbeddedServerTest.ask(known, Servers.all(product)))
          .contains("sqltest_mine")
          .doesNotContain("sqltest_1600000000_0123abcd");
      try (TestDatabase database = server.createDatabase()) {
        assertThat(EmbeddedServerTest.ask(database, Servers.current(product)))
            .isEqualTo(database.database());
      }
      assertThat(server.canRestart()).isFalse();
      assertThatThrownBy(server::restart)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining(product.server() + ".launch");
      server.close();
      assertThat(EmbeddedServerTest.ask(known, "SELECT 1")).isEqualTo("1");
      assertThat(messages()).anyMatch(line -> line.contains("external server at localhost"));
      assertThat(messages()).noneMatch(line -> line.contains(known.password()));
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void saysWhyTheExternalOneRefuses(Product product) {
    try (TestServer other = Servers.launch(product)) {
      int port = other.defaultDatabase().port();
      String dsn = product.local(port, "not-this-one").dsn();
      assertThatThrownBy(() -> Servers.choose(product, Map.of(product.dsnVariable(), dsn)::get))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("localhost:" + port)
          .hasMessageContaining(other.defaultDatabase().user())
          .hasMessageNotContaining("not-this-one");
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void refusesSettingsThatCannotBe(Product product) {
    assertThatThrownBy(() -> Servers.choose(product, Map.of(product.variable(), "oracle")::get))
        .hasMessageContaining("oracle")
        .hasMessageContaining("external, docker or embedded");
    assertThatThrownBy(() -> Servers.choose(product, Map.of(product.variable(), "external")::get))
        .hasMessageContaining(product.dsnVariable() + " is not set");
    assertThatThrownBy(
            () ->
                Servers.choose(
                    product,
                    Map.of(product.variable(), "docker", "SQLTEST_DOCKER_PULL", "no")::get))
        .hasMessageContaining("SQLTEST_DOCKER_PULL")
        .hasMessageContaining("never");
  }

  @Test
  void doesNotWaitForAnEngineThatSaysNothing() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ChildJvm child = ChildJvm.ofAll(dockerAt(deaf.getLocalPort()), "shared")) {
      for (Product product : Product.values()) {
        assertThat(whyEmbedded(product, child))
            .contains("looking for a Docker engine took longer than 2 s");
      }
    }
  }

  @Test
  void fallsBackWhenTheEngineCannotStartAContainer() throws Exception {
    HttpServer engine = failingEngine(new CopyOnWriteArrayList<>());
    try (ChildJvm child = ChildJvm.ofAll(dockerAt(engine.getAddress().getPort()), "shared")) {
      for (Product product : Product.values()) {
        assertThat(whyEmbedded(product, child))
            .contains("starting a container of " + product.defaultImage() + " failed");
      }
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
    for (Product product : Product.values()) {
      environment.put(product.variable() + "_IMAGE", "registry.example/its:17");
    }
    try (ChildJvm child = ChildJvm.ofAll(environment, "shared")) {
      for (Product product : Product.values()) {
        assertThat(whyEmbedded(product, child))
            .contains("the engine has no image registry.example/its:17, and may not pull it");
      }
      assertThat(asked).isNotEmpty().noneMatch(request -> request.startsWith("POST"));
    } finally {
      engine.stop(0);
    }
  }

  /** What a child says of why its server of this product, which is embedded, is. */
  private static String whyEmbedded(Product product, ChildJvm child) {
    assertThat(child.output()).contains("kind " + product + " EMBEDDED");
    return child.output().stream()
        .filter(line -> line.contains("No " + product.title() + " in a container"))
        .findFirst()
        .orElseThrow();
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
  private static @Nullable String onlyDocker(Product product, String name) {
    return name.equals(product.variable()) || name.equals(product.dsnVariable())
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
