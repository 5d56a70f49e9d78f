package io.github.guicesql.opentelemetry;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.PoolStats;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What HikariCP tells of one pool, in the instruments that OpenTelemetry's conventions name {@code
 * db.client.connection}: how long connections took to open, were waited for and were borrowed, the
 * waits that ended in a timeout, and how many idle connections are kept.
 */
final class PoolTimes implements IMetricsTracker {

  /** In seconds: the boundaries that the conventions have for the durations of statements. */
  private static final List<Double> BOUNDARIES =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

  private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Attributes pool;
  private final DoubleHistogram createTime;
  private final DoubleHistogram waitTime;
  private final DoubleHistogram useTime;
  private final LongCounter timeouts;
  private final ObservableLongUpDownCounter minIdle;

  PoolTimes(Meter meter, String poolName, PoolStats figures) {
    pool = PoolInstruments.attributes(poolName);
    createTime = seconds(meter, "create_time", "The time it took to create a connection");
    waitTime = seconds(meter, "wait_time", "The time a borrower waited for its connection");
    useTime = seconds(meter, "use_time", "The time a connection was borrowed");
    timeouts =
        meter
            .counterBuilder(PoolInstruments.PREFIX + "timeouts")
            .setUnit("{timeout}")
            .setDescription("The borrowers that waited for a connection in vain")
            .build();
    minIdle =
        meter
            .upDownCounterBuilder(PoolInstruments.PREFIX + "idle.min")
            .setUnit("{connection}")
            .setDescription("The number of idle connections that the pool keeps")
            .buildWithCallback(result -> result.record(figures.getMinConnections(), pool));
  }

  private static DoubleHistogram seconds(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(PoolInstruments.PREFIX + name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(BOUNDARIES)
        .build();
  }

  @Override
  public void recordConnectionCreatedMillis(long millis) {
    createTime.record(millis / MILLIS, pool);
  }

  @Override
  public void recordConnectionAcquiredNanos(long nanos) {
    waitTime.record(nanos / NANOS, pool);
  }

  @Override
  public void recordConnectionUsageMillis(long millis) {
    useTime.record(millis / MILLIS, pool);
  }

  @Override
  public void recordConnectionTimeout() {
    timeouts.add(1, pool);
  }

  /** Called when the pool closes. OpenTelemetry keeps what was recorded. */
  @Override
  public void close() {
    minIdle.close();
  }
}
