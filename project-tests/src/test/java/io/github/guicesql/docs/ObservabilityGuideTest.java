package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.codahale.metrics.MetricRegistry;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Named;
import com.sun.net.httpserver.HttpServer;
import io.github.guicesql.micrometer.DatabaseMeters;
import io.github.guicesql.micrometer.MicrometerModule;
import io.github.guicesql.opentelemetry.OpenTelemetryModule;
import io.github.guicesql.slowlog.SlowLogModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import io.github.guicesql.transactor.aop.Transactional;
import io.github.guicesql.transactor.aop.TransactionalModule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the guide says of health, metrics, traces, slow statements and the report. */
final class ObservabilityGuideTest {

  private static final Logger log = LoggerFactory.getLogger(ObservabilityGuideTest.class);
  private static final Path GUIDE = Path.of("../docs/guides/observability.md");
  private static final Path DASHBOARD = Path.of("../docs/guides/grafana-dashboard.json");
  private static final Pattern METRIC = Pattern.compile("\\b(hikaricp|guicesql)_\\w+");

  @TempDir Path folder;

  private final LifecycleRegistry registry = new LifecycleRegistry();

  /** The guide's modules, and what they require of the service. */
  private static final class ObservedModule extends AbstractModule {
    @Override
    protected void configure() {
      install(new MicrometerModule());
      install(new OpenTelemetryModule());
      install(new SlowLogModule());
      bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
    }

    @Provides
    @Singleton
    PrometheusMeterRegistry prometheus() {
      return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Provides
    @Singleton
    OpenTelemetry openTelemetry() {
      return OpenTelemetrySdk.builder().build();
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Injector service() {
    return service(new ObservedModule());
  }

  private Injector service(Module observed) {
    return Guice.createInjector(
        LifecycleModule.using(registry),
        observed,
        new TransactorModule(),
        new SqliteModule(
            SqlOptions.defaults()
                .withConfig(
                    ConfigSource.map(
                        Map.of(
                            "SQLITE_PATH",
                            folder.resolve("app.db").toString(),
                            "SQLITE_SYNCHRONOUS",
                            "shared")))
                .withMigration(Migration.named("visit", ObservabilityGuideTest::createTable))));
  }

  private static void createTable(DataSource db) throws SQLException {
    execute(db, "create table visit (id integer primary key)");
  }

  private static void execute(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void use(Injector injector) throws Exception {
    injector.getInstance(SqlTokens.defaults().dbKey()).getConnection().close();
  }

  @Test
  void theReadinessProbe() throws Exception {
    Injector injector = service();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/health/ready", injector.getInstance(HealthHandler.class));
    server.start();
    registry.register("http server", () -> server.stop(0));
    URI ready = URI.create("http://localhost:" + server.getAddress().getPort() + "/health/ready");

    assertThat(get(ready).statusCode()).isEqualTo(200);
    assertThat(get(ready).body()).contains("NOT_STARTED");
    use(injector);
    assertThat(get(ready).body()).contains("\"state\":\"UP\"");

    Files.move(folder.resolve("app.db"), folder.resolve("away"));
    assertThat(get(ready).statusCode()).isEqualTo(503);
    assertThat(get(ready).body()).contains("\"state\":\"DOWN\"", "was removed or renamed");
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void dropwizardsHealthCheck() throws Exception {
    Injector injector = service();
    use(injector);
    DropwizardHealth check = new DropwizardHealth(injector.getInstance(DatabaseHealth.class));
    assertThat(check.execute().isHealthy()).isTrue();

    registry.close();

    assertThat(check.execute().isHealthy()).isFalse();
    assertThat(check.execute().getMessage()).contains("CLOSED");
  }

  @Test
  void microProfilesHealthCheck() throws Exception {
    Injector injector = service();
    use(injector);
    MicroProfileHealth check = new MicroProfileHealth(injector.getInstance(DatabaseHealth.class));
    assertThat(check.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(check.call().getName()).isEqualTo("database.db");

    registry.close();

    assertThat(check.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(check.call().getData().orElseThrow()).containsEntry("state", "CLOSED");
  }

  @Test
  void dropwizardsMetrics() throws Exception {
    MetricRegistry metrics = new MetricRegistry();
    Injector injector =
        service(
            binder ->
                Multibinder.newSetBinder(binder, DatabaseListener.class)
                    .addBinding()
                    .toInstance(new DropwizardMetrics(metrics)));
    order(injector);

    assertThat(metrics.getTimers().get("database.db.transactions.order.COMMITTED").getCount())
        .isEqualTo(1);
    assertThat(metrics.getTimers()).containsKey("database.db.pool.Wait");
    assertThat(metrics.getGauges())
        .containsKeys("database.db.statement.cache.hits", "database.db.write.waiting");

    registry.close();

    assertThat(metrics.getMetrics()).isEmpty();
  }

  private static void order(Injector injector) throws SQLException {
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    injector
        .getInstance(Transactor.key(SqlTokens.defaults()))
        .with(TransactionOptions.defaults().withName("order"))
        .inTransaction(() -> execute(db, "insert into visit values (null)"));
  }

  @Test
  void theTableHasEachStateAndWhetherItIsReady() throws Exception {
    List<String> rows =
        Pattern.compile("^\\| `([A-Z_]+)` \\|[^|]*\\| (yes|no) \\|", Pattern.MULTILINE)
            .matcher(Files.readString(GUIDE))
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Health.State.values())
                .map(state -> state + (state.isReady() ? " yes" : " no"))
                .toList());
  }

  @Test
  void eachMetricOfTheDashboardIsThere() throws Exception {
    Injector injector = service();
    order(injector);
    // What the only thread of a test does not cause.
    DatabaseObserver observer = injector.getInstance(Databases.class).all().get(0).observer();
    observer.waitedToWrite(1_000);
    observer.transactionRetried("order");
    observer.connectionsAborted(1);
    PrometheusMeterRegistry prometheus = injector.getInstance(PrometheusMeterRegistry.class);
    String scraped = prometheus.scrape();

    Set<String> used = metrics(Files.readString(DASHBOARD));
    assertThat(used).hasSizeGreaterThan(5);
    assertThat(metrics(scraped)).containsAll(used);
    assertThat(scraped).contains("database=\"default\"", "dialect=\"sqlite\"");
  }

  @Test
  void eachMeterOfTheTableIsThere() throws Exception {
    Injector injector = service();
    order(injector);
    DatabaseObserver observer = injector.getInstance(Databases.class).all().get(0).observer();
    observer.waitedToWrite(1_000);
    observer.transactionRetried("order");
    observer.connectionsAborted(1);

    Set<String> there = new TreeSet<>();
    injector
        .getInstance(PrometheusMeterRegistry.class)
        .getMeters()
        .forEach(meter -> there.add(meter.getId().getName()));
    there.removeIf(name -> !name.startsWith("guicesql."));

    assertThat(
            Pattern.compile("^\\| `(guicesql\\.[a-z.]+)`", Pattern.MULTILINE)
                .matcher(Files.readString(GUIDE))
                .results()
                .map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(there);
  }

  private static Set<String> metrics(String text) {
    Set<String> names = new TreeSet<>();
    METRIC.matcher(text).results().map(MatchResult::group).forEach(names::add);
    return names;
  }

  @Test
  void aRegistryThatComesLate() throws Exception {
    Injector injector = service();
    use(injector);
    MeterRegistry late = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    injector.getInstance(DatabaseMeters.class).bindTo(late);

    assertThat(late.find("hikaricp.connections.max").gauge()).isNotNull();
  }

  @Test
  void theReportForALogAndForAnEndpoint() throws Exception {
    Injector injector = service();
    use(injector);
    Databases databases = injector.getInstance(Databases.class);

    log.info("Databases:\n{}", databases);
    String json = databases.toJson();

    assertThat(databases.toString())
        .contains(
            "pool database.db: ",
            "SQLITE_PATH = ",
            "migration visit: done in ",
            "listener io.github.guicesql.slowlog");
    assertThat(json)
        .startsWith("{\"databases\":[{\"database\":\"database.db\"")
        .contains("\"migrations\":[{\"name\":\"visit\",\"failed\":false,\"millis\":");
  }

  /** A feature that holds a connection for too long. */
  static class Slow {

    private final DataSource db;

    @Inject
    Slow(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }

    /** Takes more than a millisecond on any machine. */
    void plain() throws SQLException {
      execute(
          db,
          "with recursive n(x) as (select 1 union all select x + 1 from n where x < 300000)"
              + " select max(x) from n");
    }

    @Transactional
    void inTransaction() throws SQLException {
      plain();
    }
  }

  @Test
  void aHeldConnectionNamesTheServicesFrameBelowTracingAndTransactions() throws SQLException {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    ch.qos.logback.classic.Logger logger =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.github.guicesql.slowlog");
    logger.addAppender(lines);
    logger.setLevel(Level.WARN);
    try {
      ConfigSource config =
          ConfigSource.map(Map.of("SQLITE_PATH", ":memory:", "SQLITE_HELD_THRESHOLD", "1ms"));
      Slow slow =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new SlowLogModule(config),
                  new OpenTelemetryModule(),
                  new TransactorModule(),
                  new TransactionalModule(),
                  new SqliteModule(SqlOptions.defaults().withConfig(config)),
                  binder ->
                      binder
                          .bind(OpenTelemetry.class)
                          .toInstance(OpenTelemetrySdk.builder().build()))
              .getInstance(Slow.class);
      slow.plain();
      slow.plain();
      slow.inTransaction();
    } finally {
      logger.setLevel(null);
      logger.detachAppender(lines);
    }
    String name = ObservabilityGuideTest.class.getName();
    assertThat(lines.list)
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line.getFormattedMessage()).contains(" ms, borrowed", " at " + name));
  }
}
