package io.github.guicesql.docs;

import com.codahale.metrics.health.HealthCheck;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.time.Duration;

/** The guide's adapter for Dropwizard. */
final class DropwizardHealth extends HealthCheck {

  private final DatabaseHealth health;

  DropwizardHealth(DatabaseHealth health) {
    this.health = health;
  }

  @Override
  protected Result check() {
    Health found = health.check(SqlTokens.defaults(), Duration.ofSeconds(1));
    return found.state().isReady()
        ? Result.healthy(found.toString())
        : Result.unhealthy(found.toString());
  }
}
