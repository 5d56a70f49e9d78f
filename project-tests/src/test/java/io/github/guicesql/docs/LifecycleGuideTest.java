package io.github.guicesql.docs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.name.Named;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqlmodule.lifecycle.Registration;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/lifecycle.md says of a service's end. */
@Timeout(60)
final class LifecycleGuideTest {

  private static SqliteModule database() {
    return new SqliteModule(
        SqlOptions.defaults().withConfig(ConfigSource.map(Map.of("sqlite.path", ":memory:"))));
  }

  private static Injector injector(LifecycleRegistry registry) {
    return Guice.createInjector(LifecycleModule.using(registry), database());
  }

  @Test
  void theWebServerClosesBeforeThePool() throws Exception {
    List<LifecycleRegistry> seen = new CopyOnWriteArrayList<>();
    List<Integer> ports = new CopyOnWriteArrayList<>();
    HttpClient client = HttpClient.newHttpClient();

    ServiceMain.run(
        database(),
        injector -> {
          ports.add(injector.getInstance(WebService.class).start());
          seen.add(injector.getInstance(LifecycleRegistry.class));
          assertThat(seen.get(0))
              .hasToString("LifecycleRegistry(OPEN, [http server, database.db])");
          assertThat(get(client, ports.get(0))).startsWith("20");
        });

    assertThat(seen.get(0)).hasToString("LifecycleRegistry(CLOSED, [])");
    assertThatThrownBy(() -> get(client, ports.get(0))).isInstanceOf(ConnectException.class);
  }

  private static String get(HttpClient client, int port) throws Exception {
    URI uri = URI.create("http://localhost:" + port + "/");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  /** The guide warns of it. */
  @Test
  void aPoolThatIsInjectedAfterTheServerRegisteredWouldCloseBeforeIt() {
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector = injector(registry);
      Provider<DataSource> later = injector.getProvider(SqlTokens.defaults().dbKey());
      registry.register("http server", drain -> {});

      later.get();

      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db, http server])");
    }
  }

  @Test
  void databasesOfSeveralDriversCloseNewestFirst() throws Exception {
    List<DataSource> opened = new ArrayList<>();
    try (TestDatabase orders = PostgresServer.shared().createDatabase();
        TestDatabase stock = MariaDbServer.shared().createDatabase();
        LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              database(),
              new PostgresModule(named("orders", "postgres.orders.dsn", orders.dsn())),
              new MysqlModule(named("stock", "mysql.stock.dsn", stock.dsn())));
      for (String name : List.of("stock", "", "orders")) {
        DataSource db = injector.getInstance(SqlTokens.named(name).dbKey());
        assertThat(OpenDatabases.query(db, "select 1")).isEqualTo("1");
        opened.add(db);
      }
      assertThat(registry)
          .hasToString(
              "LifecycleRegistry(OPEN, [database.orders.db, database.db, database.stock.db])");
    }
    for (DataSource db : opened) {
      assertThatThrownBy(db::getConnection).hasMessageContaining("is closed");
    }
  }

  private static SqlOptions named(String name, String token, String value) {
    return SqlOptions.named(name).withConfig(ConfigSource.map(Map.of(token, value)));
  }

  @Test
  void whatAFailedStartHadOpenedIsClosed() {
    List<String> closed = new CopyOnWriteArrayList<>();
    Module service =
        new AbstractModule() {
          @Override
          protected void configure() {
            install(database());
            install(
                new SqliteModule(SqlOptions.named("audit").withConfig(ConfigSource.map(Map.of()))));
            bind(First.class).toInstance(new First(closed));
            bind(Second.class).asEagerSingleton();
          }
        };

    assertThatThrownBy(() -> ServiceMain.run(service, injector -> {}))
        .isInstanceOf(CreationException.class)
        .satisfies(
            thrown ->
                assertThat(SqlErrors.find(thrown).orElseThrow())
                    .hasMessageContaining("SQLITE_AUDIT_PATH"));

    assertThat(closed).containsExactly("first");
  }

  /** Opens something as soon as it is injected. */
  static final class First {
    private final List<String> closed;

    First(List<String> closed) {
      this.closed = closed;
    }

    @Inject
    void open(LifecycleRegistry registry) {
      registry.register("first", drain -> closed.add("first"));
    }
  }

  /** Asks for a database that has no configuration. */
  static final class Second {
    @Inject
    Second(@Named("database.audit.db") DataSource db) {
      throw new AssertionError(db + " was built");
    }
  }

  @Test
  void aHookedRegistryMayBeClosedEarlier() {
    LifecycleRegistry registry = ServiceMain.hooked();
    registry.close();
    registry.close();
    assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])");
  }

  @Test
  void jobsOfOnesOwnAreFinishedWithinTheDrain() throws Exception {
    ExecutorService jobs = Executors.newSingleThreadExecutor();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    LifecycleRegistry registry = new LifecycleRegistry();
    ServiceMain.register(registry, jobs);
    Future<String> job =
        jobs.submit(
            () -> {
              running.countDown();
              goOn.await();
              return "finished";
            });
    running.await();
    goOn.countDown();

    registry.close();

    assertThat(job.get(20, SECONDS)).isEqualTo("finished");
    assertThat(jobs.isTerminated()).isTrue();
  }

  @Test
  void aRegistrationClosesSoonerAndOnceWithoutADrain() {
    ExecutorService jobs = Executors.newSingleThreadExecutor();
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Registration registration = ServiceMain.register(registry, jobs);

      registration.close();

      assertThat(jobs.isShutdown()).isTrue();
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    }
  }

  @Test
  void borrowedConnectionsAreCutOffWhenTheDrainIsOver() throws Exception {
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
    DataSource db = injector(registry).getInstance(SqlTokens.defaults().dbKey());
    Connection borrowed = db.getConnection();

    registry.close();

    assertThatThrownBy(borrowed::createStatement).isInstanceOf(SQLException.class);
    assertThatThrownBy(db::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"))
        .hasMessage("The pool database.db is closed.");
  }
}
