package io.github.guicesql.opentelemetry;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.PoolUse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The instruments of one pool that OpenTelemetry's conventions name {@code db.client.connection}
 * and that are read on demand.
 */
final class PoolInstruments implements AutoCloseable {

  static final String PREFIX = "db.client.connection.";
  private static final AttributeKey<String> POOL = AttributeKey.stringKey(PREFIX + "pool.name");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey(PREFIX + "state");

  private final Database database;
  private final List<ObservableLongUpDownCounter> instruments;

  PoolInstruments(Meter meter, Database database) {
    this.database = database;
    Attributes pool = attributes(database.poolName());
    instruments =
        List.of(
            count(meter, pool),
            single(meter, "max", "{connection}", pool, PoolUse::max),
            single(meter, "pending_requests", "{request}", pool, PoolUse::waiting));
  }

  static Attributes attributes(String poolName) {
    return Attributes.of(POOL, poolName);
  }

  private ObservableLongUpDownCounter count(Meter meter, Attributes pool) {
    Attributes idle = pool.toBuilder().put(STATE, "idle").build();
    Attributes used = pool.toBuilder().put(STATE, "used").build();
    return builder(meter, "count", "{connection}")
        .buildWithCallback(
            result ->
                database
                    .pool()
                    .ifPresent(
                        use -> {
                          result.record(use.idle(), idle);
                          result.record(use.active(), used);
                        }));
  }

  private ObservableLongUpDownCounter single(
      Meter meter, String name, String unit, Attributes pool, ToLongFunction<PoolUse> figure) {
    return builder(meter, name, unit)
        .buildWithCallback(
            result ->
                database.pool().ifPresent(use -> result.record(figure.applyAsLong(use), pool)));
  }

  private static LongUpDownCounterBuilder builder(Meter meter, String name, String unit) {
    return meter.upDownCounterBuilder(PREFIX + name).setUnit(unit);
  }

  /** Removes the instruments. */
  @Override
  public void close() {
    instruments.forEach(ObservableLongUpDownCounter::close);
  }
}
