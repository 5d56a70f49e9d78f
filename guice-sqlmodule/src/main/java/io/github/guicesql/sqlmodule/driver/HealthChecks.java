package io.github.guicesql.sqlmodule.driver;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Database;

/**
 * Lets HikariCP's own health checks end with the pool. They ask the pool past its data source, and
 * on one that is closed they would wait for the whole connection timeout. Loaded only where a hook
 * has set such a registry, and so Dropwizard Metrics is there.
 */
final class HealthChecks extends HealthCheckRegistry {

  private final HealthCheckRegistry registry;
  private final Database database;

  private HealthChecks(HealthCheckRegistry registry, Database database) {
    this.registry = registry;
    this.database = database;
  }

  /** Puts itself between the pool and the registry that a hook has set. */
  static void closeWith(HikariConfig pool, Database database) {
    if (pool.getHealthCheckRegistry() instanceof HealthCheckRegistry registry) {
      pool.setHealthCheckRegistry(new HealthChecks(registry, database));
    }
  }

  @Override
  public void register(String name, HealthCheck check) {
    registry.register(
        name,
        new HealthCheck() {
          @Override
          protected Result check() {
            return database.state() == Database.State.CLOSED
                ? Result.unhealthy("The pool " + database.poolName() + " is closed.")
                : check.execute();
          }
        });
  }
}
