package io.github.guicesql.docs;

import com.google.inject.Inject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The guide's readiness probe. */
final class HealthHandler implements HttpHandler {

  private final DatabaseHealth health;

  @Inject
  HealthHandler(DatabaseHealth health) {
    this.health = health;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    List<Health> all = health.check(Duration.ofSeconds(1));
    boolean ready = all.stream().allMatch(one -> one.state().isReady());
    String json = all.stream().map(Health::toJson).collect(Collectors.joining(",", "[", "]"));
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(ready ? 200 : 503, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
