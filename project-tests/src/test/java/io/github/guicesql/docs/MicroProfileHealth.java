package io.github.guicesql.docs;

import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/** The guide's adapter for MicroProfile Health. */
final class MicroProfileHealth implements HealthCheck {

  private final DatabaseHealth health;

  MicroProfileHealth(DatabaseHealth health) {
    this.health = health;
  }

  @Override
  public HealthCheckResponse call() {
    Health found = health.check(SqlTokens.defaults(), Duration.ofSeconds(1));
    return new HealthCheckResponse(
        found.database().db(),
        found.state().isReady() ? Status.UP : Status.DOWN,
        Optional.of(Map.of("state", found.state().name(), "cause", found.cause().orElse(""))));
  }
}
