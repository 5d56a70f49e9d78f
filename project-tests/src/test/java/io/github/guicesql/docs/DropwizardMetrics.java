package io.github.guicesql.docs;

import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The guide's meters for Dropwizard. */
final class DropwizardMetrics implements DatabaseListener {

  private final MetricRegistry registry;

  DropwizardMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void configurePool(Database database, HikariConfig pool) {
    pool.setMetricRegistry(registry);
  }

  @Override
  public Optional<DatabaseObserver> observer(Database database) {
    return Optional.of(
        new DatabaseObserver() {
          @Override
          public void transactionEnded(String name, Outcome outcome, long nanos) {
            time("transactions." + name + "." + outcome, nanos);
          }

          @Override
          public void waitedToWrite(long nanos) {
            time("write.wait", nanos);
          }

          private void time(String what, long nanos) {
            registry
                .timer(MetricRegistry.name(database.poolName(), what))
                .update(nanos, TimeUnit.NANOSECONDS);
          }
        });
  }

  @Override
  public void started(Database database) {
    database
        .statistics()
        .forEach(
            figure ->
                registry.gauge(
                    MetricRegistry.name(database.poolName(), figure.name()),
                    () -> () -> figure.value().getAsLong()));
  }

  @Override
  public void closed(Database database) {
    registry.removeMatching(MetricFilter.startsWith(database.poolName() + "."));
  }
}
