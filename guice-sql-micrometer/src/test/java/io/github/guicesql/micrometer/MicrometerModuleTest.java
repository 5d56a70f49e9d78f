package io.github.guicesql.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which meters a registry has, and when. */
final class MicrometerModuleTest {

  private static final String[] HIKARICP = {
    "hikaricp.connections",
    "hikaricp.connections.acquire",
    "hikaricp.connections.active",
    "hikaricp.connections.creation",
    "hikaricp.connections.idle",
    "hikaricp.connections.max",
    "hikaricp.connections.min",
    "hikaricp.connections.pending",
    "hikaricp.connections.timeout",
    "hikaricp.connections.usage"
  };

  private static final String[] SQLITE = {
    "guicesql.statement.cache.bytes",
    "guicesql.statement.cache.hits",
    "guicesql.statement.cache.misses",
    "guicesql.write.waiting"
  };

  private static String[] all() {
    return Stream.of(SQLITE, HIKARICP).flatMap(Stream::of).toArray(String[]::new);
  }

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final LifecycleRegistry lifecycle = new LifecycleRegistry();

  @AfterEach
  void close() {
    lifecycle.close();
  }

  private static Module bound(MeterRegistry registry) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        bind(MeterRegistry.class).toInstance(registry);
      }
    };
  }

  private static SqlOptions memory(String name) {
    String key =
        name.isEmpty() ? "SQLITE_PATH" : "SQLITE_" + name.toUpperCase(Locale.ROOT) + "_PATH";
    return SqlOptions.named(name).withConfig(ConfigSource.map(Map.of(key, ":memory:")));
  }

  private Injector injector(Module... modules) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        binder -> {
          binder.requireExplicitBindings();
          binder.requireAtInjectOnConstructors();
          binder.install(LifecycleModule.using(lifecycle));
          binder.install(new MicrometerModule());
          binder.install(new MicrometerModule());
          List.of(modules).forEach(binder::install);
        });
  }

  private static void use(Injector injector, String name) throws Exception {
    injector.getInstance(SqlTokens.named(name).dbKey()).getConnection().close();
  }

  private static Set<String> names(MeterRegistry registry) {
    Set<String> names = new TreeSet<>();
    registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName).forEach(names::add);
    return names;
  }

  @Test
  void eachPoolHasItsMetersWithTagsForDatabaseAndDialect() throws Exception {
    Injector injector =
        injector(bound(registry), new SqliteModule(memory("")), new SqliteModule(memory("audit")));
    assertThat(registry.getMeters()).isEmpty();

    use(injector, "");
    use(injector, "audit");

    assertThat(names(registry)).containsExactly(all());
    assertThat(registry.getMeters()).hasSize(2 * all().length);
    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());
    try (Connection borrowed = db.getConnection()) {
      assertThat(borrowed.isClosed()).isFalse();
      assertThat(
              registry
                  .get("hikaricp.connections.active")
                  .tags("pool", "database.db", "database", "default", "dialect", "sqlite")
                  .gauge()
                  .value())
          .isEqualTo(1);
      assertThat(
              registry
                  .get("hikaricp.connections.active")
                  .tags("pool", "database.audit.db", "database", "audit", "dialect", "sqlite")
                  .gauge()
                  .value())
          .isZero();
    }
    assertThat(
            registry
                .get("hikaricp.connections.acquire")
                .tags("database", "default")
                .timer()
                .count())
        .isEqualTo(2);
  }

  @Test
  void aRegistryThatIsMadeAfterTheFirstConnectionHasThemToo() throws Exception {
    Injector injector = injector(new SqliteModule(memory("")));
    use(injector, "");
    DatabaseMeters meters = injector.getInstance(DatabaseMeters.class);

    meters.bindTo(registry);
    meters.bindTo(registry);
    use(injector, "");

    assertThat(names(registry)).containsExactly(all());
    assertThat(registry.get("hikaricp.connections.acquire").timer().count()).isEqualTo(1);
  }

  @Test
  void aRegistryThatIsMadeBeforeTheFirstConnectionAndASecondOne() throws Exception {
    MeterRegistry second = new SimpleMeterRegistry();
    Injector injector = injector(bound(registry), new SqliteModule(memory("")));
    injector.getInstance(DatabaseMeters.class).bindTo(second);
    use(injector, "");

    for (MeterRegistry one : List.of(registry, second)) {
      assertThat(names(one)).containsExactly(all());
      assertThat(one.get("hikaricp.connections.acquire").timer().count()).isEqualTo(1);
    }
  }

  @Test
  void metersGoWithTheirPoolAndTheRegistryStaysOpen() throws Exception {
    registry.counter("of.the.service").increment();
    Injector injector = injector(bound(registry), new SqliteModule(memory("")));
    use(injector, "");

    lifecycle.close();

    assertThat(names(registry)).containsExactly("of.the.service");
    assertThat(registry.isClosed()).isFalse();
  }

  @Test
  void aDatabaseThatNobodyUsesHasNoMeters() {
    Injector injector =
        injector(
            bound(registry),
            new PostgresModule(
                SqlOptions.defaults()
                    .withConfig(ConfigSource.map(Map.of("POSTGRES_DSN", "postgres://u@h/d")))));
    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isNotNull();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aHookHasTheLastWordOnTheMetersOfThePool() throws Exception {
    Injector injector =
        injector(
            bound(registry),
            new SqliteModule(memory("").withPool(pool -> pool.setMetricsTrackerFactory(null))));

    injector.getInstance(SqlTokens.defaults().dbKey()).getConnection().close();

    assertThat(registry.find("hikaricp.connections").gauge()).isNull();
    assertThat(registry.find("guicesql.statement.cache.bytes").gauge()).isNotNull();
  }

  @Test
  void aPoolWithARegistryOfItsOwnKeepsThatOne() throws Exception {
    MeterRegistry own = new SimpleMeterRegistry();
    Injector injector =
        injector(
            bound(registry),
            new SqliteModule(memory("").withPool(pool -> pool.setMetricRegistry(own))));

    injector.getInstance(SqlTokens.defaults().dbKey()).getConnection().close();

    assertThat(own.find("hikaricp.connections").gauge()).isNotNull();
    assertThat(registry.find("hikaricp.connections").gauge()).isNull();
    assertThat(registry.find("guicesql.statement.cache.bytes").gauge()).isNotNull();
  }
}
