package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.SqlOptions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HikariCP's metrics and health check. */
final class DropwizardMetricsTest {

  static SqlOptions withMetrics(
      SqlOptions options, MetricRegistry metrics, HealthCheckRegistry checks) {
    return options
        .withPool(pool -> pool.setMetricRegistry(metrics))
        .withPool(pool -> pool.setHealthCheckRegistry(checks));
  }

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void thePoolHasMetricsAndAHealthCheck(Engine engine) throws Exception {
    MetricRegistry metrics = new MetricRegistry();
    HealthCheckRegistry checks = new HealthCheckRegistry();
    Injector injector =
        services.start(engine, withMetrics(services.options(engine), metrics, checks));
    assertThat(Services.query(Services.db(injector), "select 1")).isEqualTo("1");
    assertThat(metrics.timer("database.db.pool.Wait").getCount()).isPositive();
    assertThat(checks.runHealthCheck("database.db.pool.ConnectivityCheck").isHealthy()).isTrue();
  }
}
