package io.github.guicesql.examples.hello.service;

import com.google.inject.Inject;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Serves what those who run the service want to know: {@code /health} for a readiness probe, {@code
 * /metrics} as Prometheus reads it, and {@code /}, an index.
 */
final class OperationsApi {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final DatabaseHealth health;
  private final PrometheusMeterRegistry metrics;

  @Inject
  OperationsApi(DatabaseHealth health, PrometheusMeterRegistry metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  void addTo(RoutesConfig routes) {
    Map<String, List<String>> index = Map.of("links", List.of("/users", "/health", "/metrics"));
    routes.get("/", context -> context.json(index));
    routes.get("/health", this::health);
    routes.head("/health", this::health); // without a handler, Javalin answers 200
    routes.get(
        "/metrics",
        context -> context.contentType("text/plain; version=0.0.4").result(metrics.scrape()));
  }

  private void health(Context context) {
    List<Health> all = health.check(LIMIT);
    boolean ready = all.stream().allMatch(one -> one.state().isReady());
    String databases = all.stream().map(Health::toJson).collect(Collectors.joining(","));
    context
        .status(ready ? 200 : 503)
        .contentType("application/json")
        .result("{\"ready\":" + ready + ",\"databases\":[" + databases + "]}");
  }
}
