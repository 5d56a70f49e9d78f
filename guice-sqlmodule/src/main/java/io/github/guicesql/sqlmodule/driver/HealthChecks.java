package io.github.guicesql.sqlmodule.driver;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Database;

/**
 * Makes HikariCP's own health checks fail at once when the pool is closed. They bypass the data
 * source and ask the pool directly; on a closed pool they would wait for the whole connection
 * timeout. This class is loaded only if a hook has set a health check registry, so that Dropwizard
 * Metrics is present.
 */
final class HealthChecks extends HealthCheckRegistry {

  private final HealthCheckRegistry registry;
  private final Database database;

  private HealthChecks(HealthCheckRegistry registry, Database database) {
    this.registry = registry;
    this.database = database;
  }

  /** Inserts this class between the pool and the registry that a hook has set. */
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
