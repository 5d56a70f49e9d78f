package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Serves what those who run the service want to know: {@code /health} for a readiness probe, {@code
 * /metrics} as Prometheus reads it, and {@code /}, an index.
 */
final class OperationsApi implements HttpHandler {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final String INDEX = "{\"links\":[\"/users\",\"/health\",\"/metrics\"]}";

  private final DatabaseHealth health;
  private final PrometheusMeterRegistry metrics;

  /** A response with a body in any format. */
  private record Text(int status, String contentType, String body) {

    static Text json(int status, String body) {
      return new Text(status, "application/json", body);
    }

    void send(HttpExchange exchange) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", contentType);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  @Inject
  OperationsApi(DatabaseHealth health, PrometheusMeterRegistry metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpInput input = new HttpInput(exchange);
      String method = exchange.getRequestMethod();
      if (method.equals("GET") || method.equals("HEAD")) {
        Text text = text(exchange.getRequestURI().getPath());
        input.discardRest();
        text.send(exchange);
      } else {
        input.discardRest();
        HttpProblem.methodNotAllowed(method, Set.of("GET, HEAD")).answer().send(exchange);
      }
    }
  }

  private Text text(String path) {
    return switch (path) {
      case "/" -> Text.json(200, INDEX);
      case "/health" -> health();
      case "/metrics" -> new Text(200, "text/plain; version=0.0.4", metrics.scrape());
      default -> Text.json(404, "{\"error\":\"There is nothing here.\"}");
    };
  }

  private Text health() {
    List<Health> all = health.check(LIMIT);
    boolean ready = all.stream().allMatch(one -> one.state().isReady());
    String databases = all.stream().map(Health::toJson).collect(Collectors.joining(","));
    return Text.json(
        ready ? 200 : 503, "{\"ready\":" + ready + ",\"databases\":[" + databases + "]}");
  }
}
