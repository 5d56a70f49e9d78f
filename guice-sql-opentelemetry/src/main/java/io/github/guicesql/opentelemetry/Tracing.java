package io.github.guicesql.opentelemetry;

import com.google.inject.Provider;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import javax.sql.DataSource;

/** Wraps each data source in OpenTelemetry's instrumentation. */
final class Tracing implements DatabaseListener {

  private final Provider<OpenTelemetry> openTelemetry;

  Tracing(Provider<OpenTelemetry> openTelemetry) {
    this.openTelemetry = openTelemetry;
  }

  @Override
  public DataSource decorate(Database database, DataSource dataSource) {
    return JdbcTelemetry.builder(openTelemetry.get())
        .setDataSourceInstrumenterEnabled(true)
        .setTransactionInstrumenterEnabled(true)
        .build()
        .wrap(dataSource);
  }
}
