package io.github.guicesql.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.transactor.Retry;
import io.github.guicesql.transactor.TransactionOptions;
import io.github.guicesql.transactor.Transactor;
import io.github.guicesql.transactor.TransactorModule;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the meters count that only a driver and the transactor know, on SQLite. */
@Timeout(120)
final class ObservedMetersTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final LifecycleRegistry lifecycle = new LifecycleRegistry(Duration.ZERO);

  @TempDir Path folder;

  @AfterEach
  void close() {
    lifecycle.close();
  }

  private Injector injector(SqlOptions options, String... more) {
    return injector(lifecycle, options, more);
  }

  private Injector injector(LifecycleRegistry closing, SqlOptions options, String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("SQLITE_PATH", folder.resolve("shop.db").toString());
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    Module registryModule = binder -> binder.bind(MeterRegistry.class).toInstance(registry);
    return Guice.createInjector(
        LifecycleModule.using(closing),
        new MicrometerModule(),
        registryModule,
        new TransactorModule(),
        new SqliteModule(
            options
                .withConfig(ConfigSource.map(config))
                .withMigration(Migration.named("shop", ObservedMetersTest::createTable))));
  }

  private Injector injector(String... more) {
    return injector(SqlOptions.defaults(), more);
  }

  private static void createTable(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists item (id integer primary key)");
    }
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  private static void insert(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into item values (null)")) {
      insert.executeUpdate();
    }
  }

  private Timer transactions(String name, String outcome) {
    return registry
        .get("guicesql.transactions")
        .tags("transaction", name, "outcome", outcome, "database", "default", "dialect", "sqlite")
        .timer();
  }

  @Test
  void aReaderHasFiguresOfItsOwn() throws Exception {
    Injector injector = injector(SqlOptions.defaults().withReader());
    insert(db(injector));
    DataSource reader = injector.getInstance(SqlTokens.defaults().reader().dbKey());
    for (int i = 0; i < 3; i++) {
      try (Connection connection = reader.getConnection();
          PreparedStatement select = connection.prepareStatement("select id from item")) {
        select.executeQuery().close();
      }
    }

    assertThat(cacheHits("default")).isZero();
    assertThat(cacheHits("default.reader")).isEqualTo(2);
  }

  private double cacheHits(String database) {
    return registry
        .get("guicesql.statement.cache.hits")
        .tag("database", database)
        .functionCounter()
        .count();
  }

  @Test
  void transactionsByNameAndOutcomeAndTheirRetries() throws Exception {
    Injector injector = injector();
    Transactor plain = injector.getInstance(Transactor.key(SqlTokens.defaults()));
    Transactor order =
        plain.with(TransactionOptions.defaults().withName("order").withRetry(Retry.times(3)));
    AtomicInteger tries = new AtomicInteger();

    plain.inTransaction(() -> insert(db(injector)));
    order.inTransaction(
        () -> {
          insert(db(injector));
          order.inTransaction(() -> insert(db(injector))); // nested: no transaction of its own
          if (tries.incrementAndGet() < 3) {
            throw new SQLException("a deadlock", "40001");
          }
        });
    assertThatThrownBy(
            () ->
                order.inTransaction(
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    order.inTransaction(() -> order.current().setRollbackOnly());

    assertThat(transactions("none", "committed").count()).isEqualTo(1);
    assertThat(transactions("order", "committed").count()).isEqualTo(1);
    assertThat(transactions("order", "rolled_back").count()).isEqualTo(2);
    assertThat(transactions("order", "committed").totalTime(TimeUnit.NANOSECONDS)).isPositive();
    assertThat(
            registry
                .get("guicesql.transaction.retries")
                .tag("transaction", "order")
                .counter()
                .count())
        .isEqualTo(2);

    lifecycle.close();

    assertThatThrownBy(() -> order.inTransaction(() -> {})).hasStackTraceContaining("closed");
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aWriterThatWaitsForAnotherOne() throws Exception {
    Injector injector = injector("SQLITE_BUSY_TIMEOUT", "1m");
    DataSource db = db(injector);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Connection first = db.getConnection()) {
      first.setAutoCommit(false);
      try (Statement statement = first.createStatement()) {
        statement.executeUpdate("insert into item values (null)");
      }
      assertThat(registry.get("guicesql.write.waiting").gauge().value()).isZero();
      Future<?> second =
          thread.submit(
              () -> {
                insert(db);
                return null;
              });
      while (registry.get("guicesql.write.waiting").gauge().value() != 1) {
        assertThat(second.isDone()).isFalse();
        Thread.onSpinWait();
      }
      first.commit();
      second.get();
    } finally {
      thread.shutdown();
    }

    Timer waits = registry.get("guicesql.write.wait").tag("database", "default").timer();
    assertThat(waits.count()).isEqualTo(1);
    assertThat(waits.totalTime(TimeUnit.NANOSECONDS)).isPositive();
    assertThat(registry.get("guicesql.write.waiting").gauge().value()).isZero();
  }

  @Test
  void theSumOfSharedSyncsIsTheNumberOfCommits() throws Exception {
    DataSource db = db(injector("SQLITE_SYNCHRONOUS", "shared"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CountDownLatch begin = new CountDownLatch(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> {
                  begin.countDown();
                  begin.await();
                  for (int k = 0; k < 25; k++) {
                    insert(db);
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }

    var syncs = registry.get("guicesql.sync.commits").tag("dialect", "sqlite").summary();
    assertThat(syncs.totalAmount()).isGreaterThanOrEqualTo(100); // and what created the table
    assertThat(syncs.count()).isBetween(1L, (long) syncs.totalAmount());
  }

  @Test
  void theStatementCache() throws Exception {
    DataSource db = db(injector("SQLITE_MAX_OPEN_CONNS", "1"));
    for (int i = 0; i < 5; i++) {
      insert(db);
    }

    assertThat(registry.get("guicesql.statement.cache.hits").functionCounter().count())
        .isEqualTo(4);
    assertThat(registry.get("guicesql.statement.cache.misses").functionCounter().count())
        .isPositive();
    assertThat(registry.get("guicesql.statement.cache.bytes").gauge().value()).isPositive();
  }

  /** A service that starts its new injector and then closes the old one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDatabaseHasItsMetersBackWhenAnotherOneOfItsNameCloses(boolean newestFirst)
      throws Exception {
    LifecycleRegistry others = new LifecycleRegistry(Duration.ZERO);
    List<LifecycleRegistry> lifecycles = List.of(lifecycle, others);
    List<DataSource> all = new ArrayList<>();
    List<Transactor> transactors = new ArrayList<>();
    for (LifecycleRegistry each : lifecycles) {
      Injector injector = injector(each, SqlOptions.defaults());
      all.add(db(injector));
      transactors.add(injector.getInstance(Transactor.key(SqlTokens.defaults())));
      insert(db(injector));
      transactors.get(transactors.size() - 1).inTransaction(() -> insert(db(injector)));
    }
    Set<Meter.Id> ids = ids();
    int living = newestFirst ? 0 : 1;

    lifecycles.get(1 - living).close();

    assertThat(ids()).isEqualTo(ids);
    try (Connection borrowed = all.get(living).getConnection()) {
      assertThat(borrowed.isClosed()).isFalse();
      assertThat(registry.get("hikaricp.connections.active").gauge().value()).isEqualTo(1);
    }
    transactors.get(living).inTransaction(() -> {});
    transactors.get(living).inTransaction(() -> {});
    assertThat(transactions("none", "committed").count()).isEqualTo(2);
    assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isPositive();
    assertThat(registry.get("guicesql.statement.cache.misses").functionCounter().count())
        .isPositive();
    assertThat(registry.get("guicesql.migrations").tag("migration", "shop").functionTimer().count())
        .isEqualTo(1);

    lifecycles.get(living).close();

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void soItHasInARegistryOfRegistries() throws Exception {
    CompositeMeterRegistry outer = new CompositeMeterRegistry();
    outer.add(registry);
    LifecycleRegistry others = new LifecycleRegistry(Duration.ZERO);
    Injector living = injector(SqlOptions.defaults());
    living.getInstance(DatabaseMeters.class).bindTo(outer);
    insert(db(living));
    insert(db(injector(others, SqlOptions.defaults())));
    Set<Meter.Id> ids = ids();

    others.close();

    assertThat(ids()).isEqualTo(ids);
    lifecycle.close();
    assertThat(registry.getMeters()).isEmpty();
    assertThat(outer.getMeters()).isEmpty();
  }

  private Set<Meter.Id> ids() {
    return registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
  }

  @Test
  void migrationsAreCountedEvenIfTheRegistryComesLater() throws Exception {
    Injector injector = injector();
    insert(db(injector));
    MeterRegistry late = new SimpleMeterRegistry();

    injector.getInstance(DatabaseMeters.class).bindTo(late);

    for (MeterRegistry one : List.of(registry, late)) {
      assertThat(
              one.get("guicesql.migrations")
                  .tags("migration", "shop", "outcome", "done", "database", "default")
                  .functionTimer()
                  .count())
          .isEqualTo(1);
    }
    assertThat(injector.getInstance(Databases.class).toString())
        .containsPattern("migration shop: done in \\d+ ms");
  }

  @Test
  void whatClosingAbortsStaysWhenThePoolIsGone() throws Exception {
    DataSource db = db(injector());
    try (Connection first = db.getConnection();
        Connection second = db.getConnection()) {
      assertThat(first).isNotEqualTo(second);

      lifecycle.close();
    }

    assertThat(registry.getMeters()).hasSize(1);
    assertThat(
            registry
                .get("guicesql.connections.aborted")
                .tags("database", "default", "dialect", "sqlite")
                .counter()
                .count())
        .isEqualTo(2);
  }
}
