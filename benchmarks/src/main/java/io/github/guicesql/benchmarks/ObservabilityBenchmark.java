package io.github.guicesql.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.sun.management.OperatingSystemMXBean;
import io.github.guicesql.micrometer.MicrometerModule;
import io.github.guicesql.opentelemetry.OpenTelemetryModule;
import io.github.guicesql.slowlog.SlowLogModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * What it costs to see a database, in CPU time of the whole process per operation, against the same
 * without: borrowing a connection, and a point read on SQLite. A pool with each kind of observation
 * has its turn in each round, and the ratio is the median of those within a round; the last column
 * is a second pool without any, which says how far apart equal pools are.
 *
 * <p>"Metrics" have a meter registry that is read once a second and a health check as often; "by
 * hand" is a pool whose registry a hook has set, which has HikariCP's meters and nothing else.
 * "Traces" have OpenTelemetry's SDK with all spans sampled and an exporter that throws them away,
 * within a span of the service. The "slow log" has a threshold that nothing reaches.
 *
 * <p>Arguments: the number of rounds, and the milliseconds of each turn.
 */
public final class ObservabilityBenchmark {

  private static final int[] THREADS = {1, 16};
  private static final int ROWS = 10_000;
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ObservabilityBenchmark() {}

  /** What a pool has. */
  private enum Kind {
    OFF("off"),
    METRICS("metrics"),
    METRICS_BY_HAND("by hand"),
    TRACES("traces"),
    SLOW_LOG("slow log"),
    OFF_TOO("off again");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  /** What a thread does over and over. */
  @FunctionalInterface
  private interface Operation {
    void run(DataSource db, int n) throws SQLException;
  }

  /** Discards what it gets. */
  private static final class Nowhere implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** A pool, and what reads its observations. */
  private record Observed(DataSource db, Runnable reading, OpenTelemetry telemetry) {}

  /** Prints a row per operation and number of threads. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    int millis = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    System.out.printf("%-10s %7s %10s", "", "threads", "off, ns");
    for (Kind kind : Kind.values()) {
      if (kind != Kind.OFF) {
        System.out.printf(" %9s", kind.title);
      }
    }
    System.out.println();
    Path folder = Files.createTempDirectory("observability-benchmark");
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Map<Kind, Observed> pools = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) {
        pools.put(kind, pool(kind, folder, registry));
      }
      for (int threads : THREADS) {
        row("borrow", ObservabilityBenchmark::borrow, pools, threads, rounds, millis);
        row("point read", ObservabilityBenchmark::read, pools, threads, rounds, millis);
      }
    }
  }

  private static Observed pool(Kind kind, Path folder, LifecycleRegistry registry)
      throws SQLException {
    MeterRegistry meters = new SimpleMeterRegistry();
    OpenTelemetrySdk telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(new Nowhere()))
                    .build())
            .build();
    registry.register("the telemetry of " + kind, telemetry);
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            observation(kind),
            binder -> {
              binder.bind(MeterRegistry.class).toInstance(meters);
              binder.bind(OpenTelemetry.class).toInstance(telemetry);
            },
            new SqliteModule(
                SqlOptions.defaults()
                    .withPool(
                        pool -> {
                          if (kind == Kind.METRICS_BY_HAND) {
                            pool.setMetricRegistry(meters);
                          }
                        })
                    .withConfig(
                        ConfigSource.map(
                            Map.of(
                                "sqlite.path",
                                folder.resolve(kind + ".db").toString(),
                                "sqlite.max-open-conns",
                                "16",
                                "sqlite.max-idle-conns",
                                "16")))));
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    fill(db);
    DatabaseHealth health = injector.getInstance(DatabaseHealth.class);
    Runnable reading =
        () -> {
          health.check(Duration.ofSeconds(1));
          meters.getMeters().forEach(Meter::measure);
        };
    return new Observed(db, kind == Kind.METRICS ? reading : () -> {}, telemetry);
  }

  private static Module observation(Kind kind) {
    return switch (kind) {
      case OFF, OFF_TOO, METRICS_BY_HAND -> binder -> {};
      case METRICS -> new MicrometerModule();
      case TRACES -> new OpenTelemetryModule();
      case SLOW_LOG ->
          new SlowLogModule(
              ConfigSource.map(
                  Map.of("sqlite.slow-threshold", "1h", "sqlite.held-threshold", "0")));
    };
  }

  private static void fill(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table item (id integer primary key, name text)");
      statement.execute(
          "with recursive n(x) as (select 1 union all select x + 1 from n where x < "
              + ROWS
              + ") insert into item select x, 'item ' || x from n");
    }
  }

  private static void borrow(DataSource db, int unused) throws SQLException {
    try (Connection connection = db.getConnection()) {
      if (connection == null) {
        throw new SQLException("no connection");
      }
    }
  }

  private static void read(DataSource db, int n) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select name from item where id = ?")) {
      select.setInt(1, n % ROWS + 1);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("no row");
        }
      }
    }
  }

  private static void row(
      String title,
      Operation operation,
      Map<Kind, Observed> pools,
      int threads,
      int rounds,
      int millis)
      throws Exception {
    Map<Kind, List<Double>> ratios = new EnumMap<>(Kind.class);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      for (int round = -2; round < rounds; round++) {
        List<Kind> order = new ArrayList<>(List.of(Kind.values()));
        Collections.rotate(order, round);
        Map<Kind, Double> nanos = new EnumMap<>(Kind.class);
        for (Kind kind : order) {
          Observed pool = requireNonNull(pools.get(kind));
          nanos.put(kind, nanos(workers, pool, operation, threads, millis));
        }
        if (round >= 0) {
          double off = requireNonNull(nanos.get(Kind.OFF));
          nanos.forEach(
              (kind, value) ->
                  ratios
                      .computeIfAbsent(kind, any -> new ArrayList<>())
                      .add(kind == Kind.OFF ? value : value / off));
        }
      }
    } finally {
      workers.shutdown();
    }
    System.out.printf(Locale.ROOT, "%-10s %7d", title, threads);
    ratios.forEach(
        (kind, values) ->
            System.out.printf(
                Locale.ROOT, kind == Kind.OFF ? " %10.0f" : " %9.3f", Spread.of(values).median()));
    System.out.println();
  }

  /** Returns the CPU time of the process per operation. */
  private static double nanos(
      ExecutorService workers, Observed pool, Operation operation, int threads, int millis)
      throws Exception {
    ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor();
    Future<?> reading = reader.scheduleAtFixedRate(pool.reading(), 0, 1000, TimeUnit.MILLISECONDS);
    try {
      long cpu = PROCESS.getProcessCpuTime();
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(workers.submit(() -> repeat(pool, operation, until)));
      }
      long done = 0;
      for (Future<Integer> count : counts) {
        done += count.get();
      }
      return (double) (PROCESS.getProcessCpuTime() - cpu) / done;
    } finally {
      reading.cancel(false);
      reader.shutdown();
    }
  }

  private static int repeat(Observed pool, Operation operation, long until) throws SQLException {
    Span request = pool.telemetry().getTracer("service").spanBuilder("request").startSpan();
    try (Scope scope = request.makeCurrent()) {
      int n = 0;
      while (scope != null && System.nanoTime() - until < 0) {
        for (int i = 0; i < 100; i++) {
          operation.run(pool.db(), n++);
        }
      }
      return n;
    } finally {
      request.end();
    }
  }
}
