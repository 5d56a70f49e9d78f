package io.github.guicesql.micrometer;

import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.Statistic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one database that are not its pool's. Each appears with the first event that it
 * counts. Thread-safe.
 */
final class ObservedMeters implements DatabaseObserver {

  static final String PREFIX = "guicesql.";

  private final MeterRegistry registry;
  private final IntConsumer aborted;
  private final Map<TransactionKind, Timer> transactions = new ConcurrentHashMap<>();
  private final Map<String, Counter> retries = new ConcurrentHashMap<>();
  private final Map<MigrationKind, Total> migrations = new ConcurrentHashMap<>();

  private volatile @Nullable Timer writeWait;

  private record TransactionKind(String name, Outcome outcome) {}

  private record MigrationKind(String name, boolean failed) {}

  /**
   * Counts and sums up what may be over before there is a registry. A timer would have forgotten it
   * by then.
   */
  private static final class Total {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();
  }

  /**
   * Creates the meters.
   *
   * @param registry the registry of this database
   * @param aborted is told how many connections were aborted
   */
  ObservedMeters(MeterRegistry registry, IntConsumer aborted) {
    this.registry = registry;
    this.aborted = aborted;
  }

  /**
   * Adds the figures that the driver keeps. A registry refers to the object that it reads only
   * weakly, which is therefore this one.
   */
  void add(List<Statistic> figures) {
    for (Statistic figure : figures) {
      String name = PREFIX + figure.name();
      switch (figure.kind()) {
        case COUNTER ->
            FunctionCounter.builder(name, this, self -> figure.value().getAsLong())
                .description(figure.description())
                .register(registry);
        case GAUGE ->
            Gauge.builder(name, this, self -> figure.value().getAsLong())
                .description(figure.description())
                .register(registry);
      }
    }
  }

  /** The next writers wait while this is called, so that the registry is not asked each time. */
  @Override
  public void waitedToWrite(long nanos) {
    Timer timer = writeWait;
    if (timer == null) {
      timer =
          Timer.builder(PREFIX + "write.wait")
              .description("Waits of writers for their turn; one that need not wait is not counted")
              .register(registry);
      writeWait = timer;
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void synced(int commits) {
    DistributionSummary.builder(PREFIX + "sync.commits")
        .description("Commits that one sync of the disk has made durable")
        .register(registry)
        .record(commits);
  }

  @Override
  public void transactionEnded(String name, Outcome outcome, long nanos) {
    transactions
        .computeIfAbsent(new TransactionKind(name, outcome), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(TransactionKind kind) {
    return Timer.builder(PREFIX + "transactions")
        .description("Transactions with all their tries")
        .tag("transaction", tag(kind.name()))
        .tag("outcome", kind.outcome().name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** Some registries refuse a tag without a value. */
  private static String tag(String name) {
    return name.isEmpty() ? "none" : name;
  }

  @Override
  public void transactionRetried(String name) {
    retries.computeIfAbsent(name, this::retries).increment();
  }

  private Counter retries(String name) {
    return Counter.builder(PREFIX + "transaction.retries")
        .description("Tries of transactions after the first one")
        .tag("transaction", tag(name))
        .register(registry);
  }

  @Override
  public void migrated(String name, boolean failed, long nanos) {
    Total total = migrations.computeIfAbsent(new MigrationKind(name, failed), this::total);
    total.count.increment();
    total.nanos.add(nanos);
  }

  private Total total(MigrationKind kind) {
    Total total = new Total();
    FunctionTimer.builder(
            PREFIX + "migrations",
            total,
            each -> each.count.sum(),
            each -> each.nanos.sum(),
            TimeUnit.NANOSECONDS)
        .description("Migrations that have run")
        .tag("migration", kind.name())
        .tag("outcome", kind.failed() ? "failed" : "done")
        .register(registry);
    return total;
  }

  @Override
  public void connectionsAborted(int connections) {
    aborted.accept(connections);
  }
}
