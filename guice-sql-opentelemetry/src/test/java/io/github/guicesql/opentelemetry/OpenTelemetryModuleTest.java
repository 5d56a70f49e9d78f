package io.github.guicesql.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which spans a service has of its databases, and what they never say. */
@Timeout(120)
final class OpenTelemetryModuleTest {

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build())
          .build();
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  @AfterEach
  void close() {
    registry.close();
    telemetry.close();
  }

  private Injector injector(Module driver) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        LifecycleModule.using(registry),
        new OpenTelemetryModule(),
        new OpenTelemetryModule(),
        driver,
        new AbstractModule() {
          @Override
          protected void configure() {
            bind(OpenTelemetry.class).toInstance(telemetry);
          }
        });
  }

  private static SqliteModule sqlite(Path file) {
    return new SqliteModule(
        SqlOptions.defaults().withConfig(ConfigSource.map(Map.of("SQLITE_PATH", file.toString()))));
  }

  /** A request of a service: a transaction within a span of the service's own. */
  private String request(DataSource db) throws SQLException {
    Span request = telemetry.getTracer("service").spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent();
        Connection connection = db.getConnection()) {
      assertThat(scope).isNotNull();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table customer (name varchar(20))");
        statement.execute("insert into customer values ('geheim')");
      }
      try (PreparedStatement insert =
          connection.prepareStatement("insert into customer (name) values (?)")) {
        insert.setString(1, "auch geheim");
        insert.executeUpdate();
      }
      connection.commit();
    } finally {
      request.end();
    }
    return request.getSpanContext().getTraceId();
  }

  private void assertThatTheRequestIsTraced(DataSource db, String namespace) throws SQLException {
    spans.reset();
    String trace = request(db);

    List<SpanData> found = spans.getFinishedSpanItems();
    assertThat(found).extracting(SpanData::getTraceId).containsOnly(trace);
    assertThat(found.toString())
        .contains("insert into customer", namespace)
        .doesNotContain("geheim");
    assertThat(found)
        .extracting(SpanData::getName)
        .anySatisfy(name -> assertThat(name).contains("getConnection"))
        .anySatisfy(name -> assertThat(name.toUpperCase(java.util.Locale.ROOT)).contains("COMMIT"))
        .contains("request");
    assertThat(found.stream().filter(span -> span.toString().contains("insert into customer")))
        .hasSize(2);
  }

  @Test
  void aRequestOnSqlite(@TempDir Path folder) throws Exception {
    Injector injector = injector(sqlite(folder.resolve("shop.db")));

    assertThatTheRequestIsTraced(injector.getInstance(SqlTokens.defaults().dbKey()), "sqlite");
  }

  @Test
  void aRequestOnPostgres() throws Exception {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      Injector injector =
          injector(
              new PostgresModule(
                  SqlOptions.defaults()
                      .withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", database.dsn())))));

      assertThatTheRequestIsTraced(
          injector.getInstance(SqlTokens.defaults().dbKey()), database.database());
      assertThat(spans.getFinishedSpanItems().toString())
          .doesNotContain("password", database.password() + "@");
      registry.close();
    }
  }

  /** A borrower past the drain is aborted, the log is gone, and a late one is refused. */
  @Test
  void closingKeepsItsPromises(@TempDir Path folder) throws Exception {
    Injector injector = injector(sqlite(folder.resolve("shop.db")));
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    request(db);
    Connection borrowed = db.getConnection();
    borrowed.setAutoCommit(false);
    try (Statement statement = borrowed.createStatement()) {
      statement.execute("insert into customer values ('never')");
    }

    registry.close();

    assertThatThrownBy(
            () -> {
              try (Statement statement = borrowed.createStatement()) {
                statement.execute("insert into customer values ('never')");
              }
            })
        .isInstanceOf(SQLException.class);
    borrowed.close();
    assertThatThrownBy(db::getConnection).hasMessage("The pool database.db is closed.");
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("shop.db");
    }
  }

  @Test
  void healthChecksAreNotTracedAndThePoolCanBeUnwrapped(@TempDir Path folder) throws Exception {
    Injector injector = injector(sqlite(folder.resolve("shop.db")));
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    db.getConnection().close();
    spans.reset();

    Health health =
        injector
            .getInstance(DatabaseHealth.class)
            .check(SqlTokens.defaults(), Duration.ofSeconds(20));

    assertThat(health.state()).isEqualTo(Health.State.UP);
    assertThat(spans.getFinishedSpanItems()).isEmpty();
    assertThat(db.unwrap(HikariDataSource.class).getPoolName()).isEqualTo("database.db");
    assertThat(injector.getInstance(Databases.class).toString())
        .contains("listener io.github.guicesql.opentelemetry.Tracing");
  }
}
