package io.github.guicesql.workswith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Injector;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A decorator of the data source. */
final class OpenTelemetryTest {

  static SqlOptions withTraces(SqlOptions options, OpenTelemetry telemetry) {
    return options.withDataSource(JdbcTelemetry.create(telemetry)::wrap);
  }

  @RegisterExtension
  static final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

  @RegisterExtension final Services services = new Services();

  @ParameterizedTest
  @EnumSource
  void eachStatementIsASpan(Engine engine) throws Exception {
    Injector injector =
        services.start(engine, withTraces(services.options(engine), telemetry.getOpenTelemetry()));
    DataSource db = Services.db(injector);
    assertThat(Services.query(db, "select 1 + 1")).isEqualTo("2");
    assertThat(telemetry.getSpans())
        .singleElement()
        .satisfies(span -> assertThat(span.getName()).startsWith("SELECT"))
        .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("db.system")))
        .isEqualTo(engine == Engine.SQLITE ? "sqlite" : "postgresql");
    assertThat(db.unwrap(HikariDataSource.class).getPoolName()).isEqualTo("database.db");
  }
}
