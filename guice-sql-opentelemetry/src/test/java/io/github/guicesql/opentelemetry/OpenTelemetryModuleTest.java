package io.github.guicesql.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.multibindings.Multibinder;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.Statistic;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.ReplicatedServer;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which spans a service has of its databases, and what they never say. */
@Timeout(120)
final class OpenTelemetryModuleTest {

  private static final AttributeKey<String> SERVER_ADDRESS =
      AttributeKey.stringKey("server.address");

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
          .build();
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  @AfterEach
  void close() {
    registry.close();
    telemetry.close();
  }

  private Injector injector(Module... modules) {
    return injectorAfter(LifecycleModule.using(registry), modules);
  }

  private Injector injectorAfter(Module first, Module... modules) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        first,
        LifecycleModule.using(registry),
        new OpenTelemetryModule(),
        new OpenTelemetryModule(),
        new AbstractModule() {
          @Override
          protected void configure() {
            List.of(modules).forEach(this::install);
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
        .anySatisfy(name -> assertThat(name.toUpperCase(Locale.ROOT)).contains("COMMIT"))
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

  private String portOfTheStatement(DataSource db) throws SQLException {
    spans.reset();
    inSpan(() -> select(db));
    return spans.getFinishedSpanItems().stream()
        .map(span -> span.getAttributes().get(AttributeKey.longKey("server.port")))
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private static void select(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }

  /** OpenTelemetry's data source says of all connections what it has found for the first one. */
  @Test
  void afterAFailOverSpansNameTheServerThatAnswers() throws Exception {
    try (ReplicatedPair pair = ReplicatedPair.launch(PostgresOptions.defaults())) {
      DataSource db =
          injector(
                  new PostgresModule(
                      SqlOptions.defaults()
                          .withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", pair.dsn())))))
              .getInstance(SqlTokens.defaults().dbKey());
      assertThat(portOfTheStatement(db)).isEqualTo(port(pair.first()));
      pair.second().awaitReplay(pair.first());

      pair.first().kill();
      pair.second().promote();

      assertThat(portOfTheStatement(db)).isEqualTo(port(pair.second()));
      registry.close();
    }
  }

  private static String port(ReplicatedServer server) {
    return server.database().jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1");
  }

  @Test
  void aFirstConnectionThatFailsLeavesNoGapInTheSpansOfTheNext(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("shop.db");
    DataSource db = injector(sqlite(file)).getInstance(SqlTokens.defaults().dbKey());
    Files.writeString(file, "This is no database. ".repeat(100));
    assertThatThrownBy(() -> inSpan(() -> select(db))).isInstanceOf(SQLException.class);
    Files.delete(file);
    spans.reset();

    inSpan(() -> select(db));

    assertThat(spans.getFinishedSpanItems())
        .filteredOn(span -> span.toString().contains("select"))
        .isNotEmpty()
        .allSatisfy(span -> assertThat(span.toString()).contains("sqlite", "shop.db"));
  }

  @Test
  void spansOfATransactionHaveItsName(@TempDir Path folder) throws Exception {
    Injector injector = injector(sqlite(folder.resolve("shop.db")), new TransactorModule());
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    request(db);
    spans.reset();
    Transactor transactor =
        injector
            .getInstance(Transactor.key(SqlTokens.defaults()))
            .with(TransactionOptions.defaults().withName("order"));

    inSpan(
        () ->
            transactor.inTransaction(
                () -> {
                  insert(db);
                  transactor
                      .with(TransactionOptions.defaults().withName("stock"))
                      .inTransaction(() -> insert(db));
                }));

    assertThat(transactions(span -> span.getName().contains("getConnection")))
        .startsWith("order")
        .doesNotContainNull();
    assertThat(transactions(span -> span.toString().contains("insert into customer")))
        .containsExactly("order", "stock");
    assertThat(transactions(span -> span.getName().toUpperCase(Locale.ROOT).contains("COMMIT")))
        .containsExactly("order");
    insert(db);
    assertThat(transactions(span -> span.toString().contains("insert into customer")))
        .containsExactly("order", "stock", null);
    assertThatThrownBy(
            () ->
                inSpan(
                    () ->
                        transactor.inTransaction(
                            () -> {
                              insert(db);
                              throw new IllegalStateException("of the work");
                            })))
        .hasMessage("of the work");
    assertThat(transactions(span -> span.getName().toUpperCase(Locale.ROOT).contains("ROLLBACK")))
        .containsExactly("order");
  }

  /** Whichever of the two modules comes first; only the reader's spans know its address. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStatementOnTheReaderHasOneSpan(boolean transactorFirst) throws Exception {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      String host = database.host().equals("localhost") ? "127.0.0.1" : "localhost";
      PostgresModule postgres =
          new PostgresModule(
              SqlOptions.defaults()
                  .withReader()
                  .withConfig(
                      ConfigSource.map(
                          Map.of(
                              "POSTGRES_DSN",
                              database.dsn(),
                              "POSTGRES_READER_DSN",
                              database.dsn().replace(database.host(), host)))));
      TransactorModule transactors = new TransactorModule().readingByReader();
      Injector injector =
          transactorFirst ? injectorAfter(transactors, postgres) : injector(postgres, transactors);
      DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
      Transactor transactor =
          injector
              .getInstance(Transactor.key(SqlTokens.defaults()))
              .with(TransactionOptions.defaults().readOnly().withName("report"));
      request(db);
      spans.reset();

      inSpan(
          () ->
              transactor.inTransaction(
                  () -> {
                    assertThat(count(db)).isEqualTo(2);
                    assertThat(count(db)).isEqualTo(2);
                  }));
      Predicate<SpanData> query = span -> span.toString().contains("select count");
      assertThat(transactions(query)).containsExactly("report", "report");
      assertThat(transactions(span -> !span.getName().equals("request"))).containsOnly("report");
      inSpan(
          () -> transactor.useConnection(connection -> assertThat(count(connection)).isEqualTo(2)));
      assertThat(transactions(query)).containsExactly("report", "report", "report");
      assertThat(spans.getFinishedSpanItems().stream().filter(query))
          .extracting(span -> span.getAttributes().get(SERVER_ADDRESS))
          .containsOnly(host);
      registry.close();
    }
  }

  private static int count(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return count(connection);
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from customer")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void aWriterThatWaitsHasASpanOfTheWait(@TempDir Path folder) throws Exception {
    Injector injector = injector(sqlite(folder.resolve("shop.db")), new TransactorModule());
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    request(db);
    spans.reset();
    Database database = injector.getInstance(Databases.class).all().get(0);
    Statistic waiting =
        database.statistics().stream()
            .filter(each -> each.name().equals("write.waiting"))
            .findFirst()
            .orElseThrow();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Connection first = db.getConnection()) {
      first.setAutoCommit(false);
      try (Statement statement = first.createStatement()) {
        statement.executeUpdate("insert into customer values ('first')");
      }
      Future<?> second =
          thread.submit(
              () -> {
                inSpan(() -> insert(db));
                return null;
              });
      while (waiting.value().getAsLong() == 0) {
        assertThat(second.isDone()).isFalse();
        Thread.onSpinWait();
      }
      first.commit();
      second.get();
    } finally {
      thread.shutdown();
    }

    List<SpanData> found = spans.getFinishedSpanItems();
    SpanData wait =
        found.stream().filter(span -> span.getName().equals("wait to write")).findFirst().get();
    SpanData insert =
        found.stream()
            .filter(span -> span.getSpanId().equals(wait.getParentSpanId()))
            .findFirst()
            .get();
    assertThat(insert.toString()).contains("insert into customer");
    assertThat(wait.getEndEpochNanos()).isGreaterThan(wait.getStartEpochNanos());
  }

  @Test
  void aPoolHasItsInstrumentsUntilItCloses(@TempDir Path folder) throws Exception {
    DataSource db =
        injector(sqlite(folder.resolve("shop.db"))).getInstance(SqlTokens.defaults().dbKey());
    assertThat(metrics.collectAllMetrics()).isEmpty();
    try (Connection borrowed = db.getConnection()) {
      assertThat(borrowed.isClosed()).isFalse();

      assertThat(instruments())
          .contains("count", "max", "idle.min", "pending_requests", "wait_time");
      assertThat(metrics.collectAllMetrics().toString())
          .contains("db.client.connection.pool.name=\"database.db\"", "state=\"used\"");
    }
    assertThat(instruments()).contains("use_time");

    registry.close();

    // What was recorded stays, since OpenTelemetry removes no instrument of that kind.
    assertThat(instruments())
        .contains("wait_time", "use_time")
        .doesNotContain("count", "max", "idle.min", "pending_requests");
  }

  @Test
  void waitsAndTimeoutsAreMeasuredBesideOtherTrackers() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(
                ConfigSource.map(
                    Map.of(
                        "SQLITE_PATH", ":memory:",
                        "SQLITE_MAX_OPEN_CONNS", "1",
                        "SQLITE_BORROW_TIMEOUT", "250ms")));
    DatabaseListener other =
        new DatabaseListener() {
          @Override
          public Optional<MetricsTrackerFactory> metricsTracker(Database database) {
            return Optional.of(
                (name, figures) ->
                    new IMetricsTracker() {
                      @Override
                      public void recordConnectionTimeout() {
                        seen.add("timeout of " + name);
                      }

                      @Override
                      public void close() {
                        seen.add("closed");
                      }
                    });
          }
        };
    Module listening =
        binder ->
            Multibinder.newSetBinder(binder, DatabaseListener.class).addBinding().toInstance(other);
    DataSource db =
        injector(new SqliteModule(options), listening).getInstance(SqlTokens.defaults().dbKey());
    try (Connection borrowed = db.getConnection()) {
      assertThatThrownBy(db::getConnection).isInstanceOf(SQLTransientConnectionException.class);
      assertThat(borrowed.isClosed()).isFalse();
    }
    registry.close();

    assertThat(metric("timeouts").getLongSumData().getPoints())
        .singleElement()
        .matches(point -> point.getValue() == 1);
    MetricData waits = metric("wait_time");
    assertThat(waits.getUnit()).isEqualTo("s");
    assertThat(waits.getHistogramData().getPoints())
        .singleElement()
        .matches(point -> point.getCount() == 2 && point.getBoundaries().contains(0.001));
    assertThat(seen).containsExactly("timeout of database.db", "closed");
  }

  @Test
  void withoutAMeterProviderThePoolMeasuresNothing() throws Exception {
    DataSource db =
        Guice.createInjector(
                LifecycleModule.using(registry),
                new OpenTelemetryModule(),
                new SqliteModule(
                    SqlOptions.defaults()
                        .withConfig(ConfigSource.map(Map.of("SQLITE_PATH", ":memory:")))),
                binder -> binder.bind(OpenTelemetry.class).toInstance(OpenTelemetry.noop()))
            .getInstance(SqlTokens.defaults().dbKey());

    assertThat(db.unwrap(HikariDataSource.class).getMetricsTrackerFactory()).isNull();
  }

  private MetricData metric(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(each -> each.getName().equals("db.client.connection." + name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> instruments() {
    return metrics.collectAllMetrics().stream()
        .map(each -> each.getName().replace("db.client.connection.", ""))
        .toList();
  }

  private List<@Nullable String> transactions(Predicate<SpanData> which) {
    List<@Nullable String> names = new ArrayList<>();
    for (SpanData span : spans.getFinishedSpanItems()) {
      if (which.test(span)) {
        names.add(span.getAttributes().get(NamingOpenTelemetry.TRANSACTION));
      }
    }
    return names;
  }

  /** Work that may fail. */
  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private void inSpan(Work work) throws SQLException {
    Span request = telemetry.getTracer("service").spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      assertThat(scope).isNotNull();
      work.run();
    } finally {
      request.end();
    }
  }

  private static void insert(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("insert into customer values ('more')");
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
