package io.github.guicesql.benchmarks;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.micrometer.MicrometerModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.PoolUse;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/**
 * Draws what one sees of a PostgreSQL database whose service gets more requests than its pool has
 * connections, and whose server is stopped and started again: the health checks' answers, the
 * pool's use, and the meters of transactions. It is a run of 24 seconds, not a drawing.
 *
 * <p>Argument: the file; {@code docs/pictures/observability.png} by default.
 */
public final class ObservabilityPicture {

  private static final int POOL = 8;
  private static final int FEW = 4;
  private static final int MANY = 14;
  private static final int BUSY_FROM = 4;
  private static final int STOPPED_FROM = 9;
  private static final int STARTED_FROM = 14;
  private static final int FEW_AGAIN_FROM = 19;
  private static final int END = 24;
  private static final double STEP = 0.2;

  private final LifecycleRegistry lifecycle = new LifecycleRegistry(Duration.ofSeconds(2));
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final List<Seen> seen = new ArrayList<>();
  private volatile int wanted = FEW;
  private volatile boolean over;

  private ObservabilityPicture() {}

  /** What one sees at a moment. */
  private record Seen(
      double at, Health.State state, PoolUse use, double committed, double failed) {}

  /** Runs the service, and draws. */
  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    Path home = Path.of(System.getProperty("benchmarks.home", "benchmarks")).toAbsolutePath();
    Path file =
        args.length > 0
            ? Path.of(args[0])
            : home.resolveSibling("docs").resolve("pictures").resolve("observability.png");
    ObservabilityPicture picture = new ObservabilityPicture();
    try (PostgresServer server = PostgresServer.launch(PostgresOptions.defaults())) {
      picture.run(server);
    }
    picture.draw(file);
    System.out.println(file);
  }

  private void run(PostgresServer server) throws Exception {
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(lifecycle),
            new MicrometerModule(),
            new TransactorModule(),
            binder -> binder.bind(MeterRegistry.class).toInstance(meters),
            new PostgresModule(
                SqlOptions.defaults()
                    .withConfig(
                        ConfigSource.map(
                            Map.of(
                                "POSTGRES_DSN",
                                server.defaultDatabase().dsn(),
                                "POSTGRES_MAX_OPEN_CONNS",
                                Integer.toString(POOL),
                                "POSTGRES_BORROW_TIMEOUT",
                                "1s")))));
    ExecutorService requests = Executors.newFixedThreadPool(MANY);
    try {
      DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
      Transactor transactor =
          injector
              .getInstance(Transactor.key(SqlTokens.defaults()))
              .with(TransactionOptions.defaults().withName("order"));
      warmUp(db, injector);
      for (int i = 0; i < MANY; i++) {
        int number = i;
        requests.execute(() -> serve(number, transactor, db));
      }
      watch(server, injector);
    } finally {
      over = true;
      requests.shutdown();
      lifecycle.close();
    }
  }

  /** Fills the pool, and opens the connection for health checks. */
  private static void warmUp(DataSource db, Injector injector) throws SQLException {
    List<Connection> all = new ArrayList<>();
    while (all.size() < POOL) {
      all.add(connection(db));
    }
    for (Connection each : all) {
      each.close();
    }
    injector.getInstance(DatabaseHealth.class).check(Duration.ofSeconds(20));
  }

  /** Patient: a pool opens its connections one after the other. */
  private static Connection connection(DataSource db) throws SQLException {
    for (int i = 0; ; i++) {
      try {
        return db.getConnection();
      } catch (SQLException e) {
        if (i == 20) {
          throw e;
        }
      }
    }
  }

  private void serve(int number, Transactor transactor, DataSource db) {
    while (!over) {
      if (number >= wanted) {
        pause(50);
        continue;
      }
      try {
        transactor.inTransaction(() -> order(db));
      } catch (SQLException | RuntimeException e) {
        pause(50);
      }
    }
  }

  private static void order(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_sleep(0.02)");
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(PostgresServer server, Injector injector) throws Exception {
    ExecutorService operator = Executors.newSingleThreadExecutor();
    try {
      operator.execute(
          () -> {
            pause(TimeUnit.SECONDS.toMillis(BUSY_FROM));
            wanted = MANY;
            pause(TimeUnit.SECONDS.toMillis(STOPPED_FROM - BUSY_FROM));
            server.stop();
            pause(TimeUnit.SECONDS.toMillis(STARTED_FROM - STOPPED_FROM));
            server.start();
            pause(TimeUnit.SECONDS.toMillis(FEW_AGAIN_FROM - STARTED_FROM));
            wanted = FEW;
          });
      DatabaseHealth health = injector.getInstance(DatabaseHealth.class);
      Databases databases = injector.getInstance(Databases.class);
      long began = System.nanoTime();
      double at = 0;
      while (at < END) {
        Health.State state = health.check(SqlTokens.defaults(), Duration.ofMillis(500)).state();
        PoolUse use = databases.all().get(0).pool().orElseThrow();
        seen.add(new Seen(at, state, use, count("committed"), failed()));
        pause((long) (STEP * 1000));
        at = (System.nanoTime() - began) / 1e9;
      }
    } finally {
      operator.shutdown();
      operator.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private double failed() {
    return count("rolled_back") + count("not_begun") + count("unknown");
  }

  private double count(String outcome) {
    return meters.find("guicesql.transactions").tag("outcome", outcome).timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private void draw(Path file) throws IOException {
    XYSeries active = new XYSeries("connections in use");
    XYSeries waiting = new XYSeries("threads that wait for one");
    XYSeries committed = new XYSeries("transactions committed, per second");
    XYSeries failed = new XYSeries("failed");
    Seen before = seen.get(0);
    for (Seen each : seen) {
      active.add(each.at(), each.use().active());
      waiting.add(each.at(), each.use().waiting());
      double seconds = each.at() - before.at();
      if (seconds > 0) {
        committed.add(each.at(), (each.committed() - before.committed()) / seconds);
        failed.add(each.at(), (each.failed() - before.failed()) / seconds);
      }
      before = each;
    }
    NumberAxis time = axis("seconds");
    time.setAutoRange(false);
    time.setRange(0, END);
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(time);
    plot.setGap(24);
    XYPlot pool = panel(true, active, waiting, new Color(0x0072B2), new Color(0xE69F00));
    XYPlot work = panel(false, committed, failed, new Color(0x009E73), new Color(0xD55E00));
    plot.add(pool);
    plot.add(work);
    JFreeChart chart = new JFreeChart(null, JFreeChart.DEFAULT_TITLE_FONT, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setItemFont(font(16));
    chart.getLegend().setFrame(BlockBorder.NONE);
    ChartUtils.saveChartAsPNG(file.toFile(), chart, 1400, 800);
  }

  private XYPlot panel(boolean named, XYSeries first, XYSeries second, Color one, Color other) {
    XYSeriesCollection values = new XYSeriesCollection();
    values.addSeries(first);
    values.addSeries(second);
    XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, false);
    lines.setSeriesPaint(0, one);
    lines.setSeriesPaint(1, other);
    lines.setDefaultStroke(new BasicStroke(3));
    lines.setAutoPopulateSeriesStroke(false);
    XYPlot panel = new XYPlot(values, null, axis(null), lines);
    panel.setBackgroundPaint(Color.WHITE);
    panel.setRangeGridlinePaint(Color.LIGHT_GRAY);
    panel.setDomainGridlinesVisible(false);
    panel.setOutlineVisible(false);
    int from = 0;
    for (int i = 1; i <= seen.size(); i++) {
      if (i == seen.size() || seen.get(i).state() != seen.get(from).state()) {
        double end = i == seen.size() ? END : seen.get(i).at();
        panel.addDomainMarker(
            marker(seen.get(from).at(), end, seen.get(from).state(), named), Layer.BACKGROUND);
        from = i;
      }
    }
    return panel;
  }

  private static IntervalMarker marker(double from, double to, Health.State state, boolean named) {
    Color colour =
        switch (state) {
          case UP -> new Color(0xDCFCE7);
          case BUSY -> new Color(0xFEF3C7);
          case DOWN, REFUSED, READ_ONLY -> new Color(0xFEE2E2);
          case NOT_STARTED, CLOSED -> new Color(0xE5E7EB);
        };
    IntervalMarker marker = new IntervalMarker(from, to, colour);
    marker.setAlpha(1);
    if (named && to - from > 1) {
      marker.setLabel(state.name());
      marker.setLabelFont(font(16));
      marker.setLabelBackgroundColor(colour);
      marker.setLabelAnchor(RectangleAnchor.TOP);
      marker.setLabelTextAnchor(TextAnchor.TOP_CENTER);
    }
    return marker;
  }

  private static NumberAxis axis(@Nullable String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setLabelFont(font(16));
    axis.setTickLabelFont(font(15));
    return axis;
  }

  private static Font font(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }
}
