package io.github.guicesql.opentelemetry;

import com.google.inject.Provider;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Wraps each data source in OpenTelemetry's instrumentation, and gives each pool instruments. */
final class Tracing implements DatabaseListener {

  private final Provider<OpenTelemetry> openTelemetry;
  private final Map<Database, PoolInstruments> instruments =
      Collections.synchronizedMap(new IdentityHashMap<>());

  Tracing(Provider<OpenTelemetry> openTelemetry) {
    this.openTelemetry = openTelemetry;
  }

  private OpenTelemetry naming(Database database) {
    return new NamingOpenTelemetry(openTelemetry.get(), database);
  }

  @Override
  public DataSource decorate(Database database, DataSource dataSource) {
    JdbcTelemetry telemetry =
        JdbcTelemetry.builder(naming(database))
            .setDataSourceInstrumenterEnabled(true)
            .setTransactionInstrumenterEnabled(true)
            .build();
    return new TracingDataSource(dataSource, telemetry, database);
  }

  @Override
  public Optional<DatabaseObserver> observer(Database database) {
    return Optional.of(new WaitSpans(naming(database)));
  }

  private Meter meter() {
    return openTelemetry.get().getMeter(OpenTelemetryModule.class.getPackageName());
  }

  @Override
  public Optional<MetricsTrackerFactory> metricsTracker(Database database) {
    return openTelemetry.get().getMeterProvider() == MeterProvider.noop()
        ? Optional.empty()
        : Optional.of((pool, figures) -> new PoolTimes(meter(), pool, figures));
  }

  @Override
  public void started(Database database) {
    instruments.put(database, new PoolInstruments(meter(), database));
  }

  @Override
  public void closed(Database database) {
    PoolInstruments closed = instruments.remove(database);
    if (closed != null) {
      closed.close();
    }
  }
}
