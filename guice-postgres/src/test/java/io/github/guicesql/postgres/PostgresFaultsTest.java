package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Provider;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a service sees when its server, or its own end, does not wait for it. */
@Timeout(120)
final class PostgresFaultsTest {

  private static final String BACKENDS =
      "select count(*) from pg_stat_activity where application_name = 'database.db' and datname = ";

  private TestDatabase database;

  @BeforeEach
  void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private String backends() throws SQLException {
    try (Connection observer = database.connect()) {
      return Postgres.query(observer, BACKENDS + "'" + database.database() + "'");
    }
  }

  @Test
  void aServerThatRestartsUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
    Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (PostgresServer server = PostgresServer.launch(PostgresOptions.defaults());
        Postgres postgres =
            Postgres.at(
                Duration.ofSeconds(5), Duration.ofSeconds(1), server.defaultDatabase().dsn())) {
      postgres.execute("create table t (n int primary key)");
      List<Future<?>> inserting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        inserting.add(
            threads.submit(
                () -> {
                  while (!stop.get()) {
                    int n = next.incrementAndGet();
                    if (insert(postgres, n)) {
                      acknowledged.add(n);
                    }
                  }
                }));
      }
      Awaitility.await().until(() -> acknowledged.size() > 200);
      server.restart();
      int afterwards = acknowledged.size();
      Awaitility.await().until(() -> acknowledged.size() > afterwards + 200);
      stop.set(true);
      for (Future<?> done : inserting) {
        done.get();
      }
      String present = postgres.query("select coalesce(string_agg(n::text, ' '), '') from t");
      Set<String> rows = Set.of(present.split(" ", -1));
      assertThat(rows).containsAll(acknowledged.stream().map(String::valueOf).toList());
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
  }

  private static boolean insert(Postgres postgres, int n) {
    try (Connection connection = postgres.connection();
        PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      insert.setInt(1, n);
      insert.executeUpdate();
      return true;
    } catch (SQLException theServerIsAway) {
      return false;
    }
  }

  @Test
  void aBackendThatIsKilledInMidTransaction() throws Exception {
    try (Postgres postgres = Postgres.at(database.dsn())) {
      postgres.execute("create table t (x int)");
      try (Connection connection = postgres.connection()) {
        connection.setAutoCommit(false);
        Postgres.execute(connection, "insert into t values (1)");
        String pid = Postgres.query(connection, "select pg_backend_pid()");
        try (Connection killer = database.connect()) {
          Postgres.query(killer, "select pg_terminate_backend(" + pid + ", 10000)");
        }
        assertThat(catchThrowable(connection::commit)).isInstanceOf(SQLException.class);
      }
      assertThat(postgres.query("select count(*) from t")).isEqualTo("0");
    }
  }

  @Test
  void aServerThatIsNotThereAtTheStartAndThenIs() throws Exception {
    try (PostgresServer server = PostgresServer.launch(PostgresOptions.defaults());
        Postgres postgres = Postgres.at(server.defaultDatabase().dsn())) {
      server.stop();
      assertThatThrownBy(postgres::connection)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
      server.start();
      assertThat(postgres.query("select 1")).isEqualTo("1");
    }
  }

  /** The failed build leaves nothing behind, and the next one finds the server. */
  @Test
  void aServerThatIsNotThereWhenItIsPinged() throws Exception {
    try (PostgresServer server = PostgresServer.launch(PostgresOptions.defaults());
        LifecycleRegistry registry = new LifecycleRegistry()) {
      Map<String, String> config =
          Map.of("POSTGRES_DSN", server.defaultDatabase().dsn(), "POSTGRES_CONNECT_TIMEOUT", "20s");
      Provider<DataSource> db =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new PostgresModule(SqlOptions.defaults().withConfig(ConfigSource.map(config))))
              .getProvider(SqlTokens.defaults().dbKey());
      server.stop();
      assertThat(SqlErrors.find(catchThrowable(db::get)))
          .hasValueSatisfying(
              failure ->
                  assertThat(failure)
                      .isInstanceOfSatisfying(
                          SqlBuildException.class,
                          e -> assertThat(e.stage()).isEqualTo(BuildStage.PING))
                      .hasMessageContaining("08001"));
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
      server.start();
      try (Connection connection = db.get().getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }

  @Test
  void anExhaustedPoolSaysSo() throws Exception {
    try (Postgres postgres =
            Postgres.at(
                Duration.ZERO,
                Duration.ofMillis(300),
                database.dsn(),
                "POSTGRES_MAX_OPEN_CONNS",
                "1");
        Connection only = postgres.connection()) {
      assertThat(only.isValid(1)).isTrue();
      assertThatThrownBy(postgres::connection)
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageContaining("database.db - Connection is not available")
          .hasMessageContaining("total=1, active=1, idle=0");
    }
  }

  @Test
  void closingLetsABorrowerFinish() throws Exception {
    Postgres postgres = Postgres.at(Duration.ofSeconds(30), Duration.ofSeconds(30), database.dsn());
    postgres.execute("create table t (x int)");
    Connection borrowed = postgres.connection();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(postgres::close);
    Awaitility.await().until(() -> catchThrowable(postgres::connection) instanceof SQLException);
    Postgres.execute(borrowed, "insert into t values (1)");
    borrowed.close();
    closing.get(20, TimeUnit.SECONDS);
    try (Connection observer = database.connect()) {
      assertThat(Postgres.query(observer, "select count(*) from t")).isEqualTo("1");
    }
    Awaitility.await().until(() -> backends().equals("0"));
  }

  /** A statement that the server goes on with would keep its locks and its work. */
  @Test
  void closingEndsABorrowerWhoDoesNotInTheServerToo() throws Exception {
    Postgres postgres = Postgres.at(Duration.ofMillis(100), Duration.ofSeconds(30), database.dsn());
    postgres.execute("create table t (x int)", "insert into t values (1)");
    Connection borrowed = postgres.connection();
    CompletableFuture<Throwable> endless =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowable(
                    () -> {
                      borrowed.setAutoCommit(false);
                      Postgres.execute(borrowed, "update t set x = 2");
                      Postgres.query(borrowed, "select pg_sleep(600)");
                    }));
    Awaitility.await().until(() -> sleepers().equals("1"));

    postgres.close();

    assertThat(endless.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    assertThatThrownBy(postgres::connection).hasMessage("The pool database.db is closed.");
    borrowed.close();
    Awaitility.await().until(() -> sleepers().equals("0") && backends().equals("0"));
    try (Connection observer = database.connect()) {
      Postgres.execute(observer, "set lock_timeout = '5s'", "update t set x = x + 10");
      assertThat(Postgres.query(observer, "select x from t")).isEqualTo("11");
    }
  }

  private String sleepers() throws SQLException {
    try (Connection observer = database.connect()) {
      return Postgres.query(
          observer,
          "select count(*) from pg_stat_activity where state = 'active' and query like '%(600)'");
    }
  }

  /** Such a proxy knows whose statement it is only as long as the client's socket is open. */
  @Test
  void closingCancelsThroughAProxyThatForgetsClients() throws Exception {
    try (BouncerLikeProxy proxy = new BouncerLikeProxy(database.host(), database.port())) {
      String url =
          "jdbc:postgresql://localhost:%d/%s?user=%s&password=%s&sslmode=disable&gssEncMode=disable"
              .formatted(proxy.port(), database.database(), database.user(), database.password());
      Postgres postgres =
          Postgres.at(Duration.ZERO, Duration.ofSeconds(30), url, "POSTGRES_MAX_OPEN_CONNS", "1");
      Connection borrowed = postgres.connection();
      CompletableFuture<Throwable> endless =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> Postgres.query(borrowed, "select pg_sleep(600)")));
      Awaitility.await().until(() -> sleepers().equals("1"));

      postgres.close();

      assertThat(endless.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
      borrowed.close();
      Awaitility.await().until(() -> sleepers().equals("0"));
    }
  }

  @Test
  void closingEndsABorrowerWhoTriesAgainAndAgain() throws Exception {
    Postgres postgres = Postgres.at(Duration.ZERO, Duration.ofSeconds(30), database.dsn());
    Connection borrowed = postgres.connection();
    CompletableFuture<Void> stubborn =
        CompletableFuture.runAsync(
            () -> {
              Throwable refused = null;
              while (refused == null || ((SQLException) refused).getSQLState().equals("57014")) {
                refused = catchThrowable(() -> Postgres.query(borrowed, "select pg_sleep(600)"));
              }
            });
    Awaitility.await().until(() -> sleepers().equals("1"));

    postgres.close();

    stubborn.get(20, TimeUnit.SECONDS);
    borrowed.close();
    Awaitility.await().until(() -> sleepers().equals("0") && backends().equals("0"));
  }

  @Test
  void closingWakesAWaiter() throws Exception {
    Postgres postgres =
        Postgres.at(
            Duration.ZERO, Duration.ofSeconds(60), database.dsn(), "POSTGRES_MAX_OPEN_CONNS", "1");
    Connection borrowed = postgres.connection();
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(() -> catchThrowable(postgres::connection));
    HikariDataSource pool = postgres.dataSource().unwrap(HikariDataSource.class);
    Awaitility.await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
    postgres.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessage("The pool database.db is closed.");
    borrowed.close();
    Awaitility.await().until(() -> backends().equals("0"));
  }
}
