package io.github.guicesql.examples.hello.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpServiceTest {

  private static final String ADA = "{\"email\":\"ada@example.org\",\"name\":\"Ada\"}";

  @TempDir private Path folder;

  @Test
  void theServerClosesBeforeThePool() throws Exception {
    try (TestService service = new TestService(folder, Duration.ZERO)) {
      assertThat(service.registry())
          .hasToString("LifecycleRegistry(OPEN, [http server, database.db])");
    }
  }

  @Test
  void aRequestInFlightIsFinishedAndNoNewOneTaken() throws Exception {
    try (TestService service = new TestService(folder, Duration.ofMinutes(1))) {
      CompletableFuture<HttpResponse<String>> slow;
      CompletableFuture<Void> closing;
      try (Connection writer = service.db().getConnection()) {
        lock(writer);
        slow = service.postLater(ADA);
        await().until(() -> service.service().inFlight() == 1);

        closing = CompletableFuture.runAsync(service::close);
        await().untilAsserted(() -> assertThat(service.get("/health").statusCode()).isEqualTo(503));
        assertThat(closing).isNotDone();
        assertThat(slow).isNotDone();
        writer.rollback();
      }

      assertThat(slow.get().statusCode()).isEqualTo(201);
      closing.get();
      assertThatThrownBy(() -> service.db().getConnection()).isInstanceOf(SQLException.class);
    }
    try (TestService again = new TestService(folder, Duration.ZERO)) {
      assertThat(again.get("/users").body()).contains("ada@example.org");
    }
  }

  @Test
  void aRequestThatDoesNotFinishIsCutOffAtTheDeadline() throws Exception {
    try (TestService service = new TestService(folder, Duration.ofMillis(50));
        Connection writer = service.db().getConnection()) {
      lock(writer);
      CompletableFuture<HttpResponse<String>> slow = service.postLater(ADA);
      await().until(() -> borrowed(service.db()) == 2);

      service.registry().close();

      assertThatThrownBy(slow::get).isInstanceOf(ExecutionException.class);
    }
    try (TestService again = new TestService(folder, Duration.ZERO)) {
      assertThat(again.get("/users").body()).contains("\"total\":0");
    }
  }

  @Test
  @Timeout(20)
  void nobodyWaitsWhenNothingIsInFlight() throws Exception {
    TestService service = new TestService(folder, Duration.ofMinutes(1));
    assertThat(service.get("/health").statusCode()).isEqualTo(200);

    service.close();
    service.service().awaitClosed();
  }

  @Test
  void aTakenPortIsSaid() throws Exception {
    try (TestService service = new TestService(folder, Duration.ZERO)) {
      int port = service.request("/").build().uri().getPort();

      Injector other = TestService.injector(folder, new LifecycleRegistry());
      HttpAddress taken = new HttpAddress(InetAddress.getLoopbackAddress(), port);
      assertThatThrownBy(() -> other.getInstance(HttpService.class).start(taken))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining(Integer.toString(port))
          .hasMessageContaining("Set PORT");
    }
  }

  @Test
  void onlyThisMachineIsServedUnlessTheSettingsSayOtherwise() throws Exception {
    assertThat(HttpAddress.from(ConfigSource.map(Map.of())))
        .isEqualTo(new HttpAddress(InetAddress.getLoopbackAddress(), 8080));
    assertThat(
            HttpAddress.from(
                ConfigSource.map(Map.of("PORT", " 81 ", "http.bind-address", "0.0.0.0"))))
        .isEqualTo(new HttpAddress(InetAddress.getByName("0.0.0.0"), 81));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "65536", "999999", "8080x"})
  void thisIsNoPort(String port) {
    assertThatThrownBy(() -> HttpAddress.from(ConfigSource.map(Map.of("PORT", port))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("PORT")
        .hasMessageContaining(port);
  }

  private static int borrowed(DataSource db) throws SQLException {
    return db.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }

  private static void lock(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM users");
    }
  }
}
