package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Provider;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a service sees when its server, or its own end, does not wait for it. */
@Timeout(120)
public abstract class FaultsContract {

  protected final Engine engine;
  protected final TestDatabase database;

  protected FaultsContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private String observe(String sql) throws SQLException {
    try (Connection observer = database.connect()) {
      return OpenDatabase.query(observer, sql);
    }
  }

  protected final void awaitNoSession() {
    await().until(() -> observe(engine.sessionsIn(database.database())).equals("0"));
  }

  protected final void awaitRunning(String sql, int sessions) {
    await()
        .until(
            () ->
                observe(engine.running(sql, database.database())).equals(String.valueOf(sessions)));
  }

  @Test
  void aServerThatRestartsUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
    Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TestServer own = engine.launch();
        OpenDatabase open =
            engine.open(Engine.DRAIN, Duration.ofSeconds(1), engine.dsn(own.defaultDatabase()))) {
      open.execute("create table t (n int primary key)");
      List<Future<?>> inserting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        inserting.add(
            threads.submit(
                () -> {
                  while (!stop.get()) {
                    int n = next.incrementAndGet();
                    if (insert(open, n)) {
                      acknowledged.add(n);
                    }
                  }
                }));
      }
      await().until(() -> acknowledged.size() > 200);
      own.restart();
      int afterwards = acknowledged.size();
      await().until(() -> acknowledged.size() > afterwards + 200);
      stop.set(true);
      for (Future<?> done : inserting) {
        done.get();
      }
      assertThat(rows(open)).containsAll(acknowledged);
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
  }

  private static boolean insert(OpenDatabase open, int n) {
    try (Connection connection = open.connection();
        PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      insert.setInt(1, n);
      insert.executeUpdate();
      return true;
    } catch (SQLException theServerIsAway) {
      return false;
    }
  }

  private static Set<Integer> rows(OpenDatabase open) throws SQLException {
    Set<Integer> found = new HashSet<>();
    try (Connection connection = open.connection();
        Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery("select n from t")) {
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
    }
    return found;
  }

  @Test
  void aConnectionThatIsKilledInMidTransaction() throws Exception {
    try (OpenDatabase open = engine.open(engine.dsn(database))) {
      open.execute("create table t (x int)");
      try (Connection connection = open.connection()) {
        connection.setAutoCommit(false);
        OpenDatabase.execute(connection, "insert into t values (1)");
        String session = OpenDatabase.query(connection, engine.session());
        try (Connection killer = database.connect()) {
          OpenDatabase.execute(killer, engine.kill(session));
        }
        assertThat(catchThrowable(connection::commit)).isInstanceOf(SQLException.class);
      }
      assertThat(open.query("select count(*) from t")).isEqualTo("0");
    }
  }

  @Test
  void aServerThatIsNotThereAtTheStartAndThenIs() throws Exception {
    try (TestServer own = engine.launch();
        OpenDatabase open = engine.open(engine.dsn(own.defaultDatabase()));
        LifecycleRegistry registry = new LifecycleRegistry()) {
      Provider<DataSource> pinged =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  engine.module(
                      engine.options(engine.dsn(own.defaultDatabase()), "CONNECT_TIMEOUT", "20s")))
              .getProvider(SqlTokens.defaults().dbKey());
      own.stop();

      assertThatThrownBy(open::connection)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(engine.unreachable()));
      SqlBuildException failure =
          SqlErrors.find(catchThrowable(pinged::get), SqlBuildException.class).orElseThrow();
      assertThat(failure.stage()).isEqualTo(BuildStage.PING);
      assertThat(failure).hasMessageContaining(engine.unreachable());
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

      own.start();
      assertThat(open.query("select 1")).isEqualTo("1");
      try (Connection connection = pinged.get().getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }

  @Test
  void anExhaustedPoolSaysSo() throws Exception {
    try (OpenDatabase open =
            engine.open(
                Duration.ZERO,
                Duration.ofMillis(300),
                engine.dsn(database),
                "MAX_OPEN_CONNS",
                "1");
        Connection only = open.connection()) {
      assertThat(only.isValid(1)).isTrue();
      assertThatThrownBy(open::connection)
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageContaining("database.db - Connection is not available")
          .hasMessageContaining("total=1, active=1, idle=0");
    }
  }

  @Test
  void closingLetsABorrowerFinish() throws Exception {
    OpenDatabase open = engine.open(Duration.ofSeconds(30), Engine.BORROW, engine.dsn(database));
    open.execute("create table t (x int)");
    Connection borrowed = open.connection();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(open::close);
    await().until(() -> catchThrowable(open::connection) instanceof SQLException);
    OpenDatabase.execute(borrowed, "insert into t values (1)");
    borrowed.close();
    closing.get(20, TimeUnit.SECONDS);
    assertThat(observe("select count(*) from t")).isEqualTo("1");
    awaitNoSession();
  }

  /** A statement that the server goes on with would keep its locks and its work. */
  @Test
  void closingEndsABorrowerWhoDoesNotInTheServerToo() throws Exception {
    OpenDatabase open = engine.open(Duration.ofMillis(100), Engine.BORROW, engine.dsn(database));
    open.execute("create table t (x int)", "insert into t values (1)");
    Connection borrowed = open.connection();
    borrowed.setAutoCommit(false);
    OpenDatabase.execute(borrowed, "update t set x = 2");

    assertThatClosingEnds(open, borrowed, engine.sleep());

    try (Connection observer = database.connect();
        Statement update = observer.createStatement()) {
      update.setQueryTimeout(5);
      update.execute("update t set x = x + 10");
    }
    assertThat(observe("select x from t")).isEqualTo("11");
  }

  /** Closes what is open while a statement runs that does not end by itself. */
  protected final void assertThatClosingEnds(OpenDatabase open, Connection borrowed, String endless)
      throws Exception {
    CompletableFuture<Throwable> running =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> OpenDatabase.query(borrowed, endless)));
    awaitRunning(endless, 1);

    open.close();

    assertThat(running.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    // Asleep, some servers look for their clients now and then.
    await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> observe(engine.running(endless, database.database())).equals("0"));
    assertThatThrownBy(open::connection).hasMessage("The pool database.db is closed.");
    borrowed.close();
    awaitNoSession();
  }

  /**
   * A server that froze, or whose network was cut, answers no request to end a statement either.
   * There are more borrowers than could be asked for in turn.
   */
  @Test
  void closingReleasesTheBorrowersWhoseServerIsSilent() throws Exception {
    try (FreezableProxy proxy = new FreezableProxy(database.host(), database.port())) {
      OpenDatabase open = openBy(proxy, "MAX_OPEN_CONNS", "40");
      List<String> sessions = new ArrayList<>();
      List<CompletableFuture<Throwable>> running = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Connection borrowed = open.connection();
        sessions.add(OpenDatabase.query(borrowed, engine.session()));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        running.add(failure);
        startRunning(borrowed, engine.sleep(), failure);
      }
      awaitRunning(engine.sleep(), 40);
      proxy.freeze();

      open.close();

      for (CompletableFuture<Throwable> each : running) {
        assertThat(each.get(10, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
      }
      try (Connection killer = database.connect()) {
        for (String session : sessions) {
          try {
            OpenDatabase.execute(killer, engine.kill(session));
          } catch (SQLException endedAlready) {
            // Some servers look for their clients now and then.
          }
        }
      }
    }
    awaitNoSession();
  }

  /** A thread that cannot write must not keep others from closing its connection. */
  @Test
  void closingReleasesABorrowerWhoCannotWrite() throws Exception {
    try (FreezableProxy proxy = new FreezableProxy(database.host(), database.port())) {
      OpenDatabase open = openBy(proxy);
      Connection borrowed = open.connection();
      proxy.freeze();
      CompletableFuture<Throwable> writing = new CompletableFuture<>();
      String sql = "select '" + "x".repeat(15_000_000) + "'";
      Thread thread = startRunning(borrowed, sql, writing);
      await()
          .until(
              () ->
                  Stream.of(thread.getStackTrace())
                      .map(StackTraceElement::getMethodName)
                      .toList()
                      .containsAll(Set.of("park", "implWrite")));

      open.close();

      assertThat(writing.get(10, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    }
    awaitNoSession();
  }

  private static Thread startRunning(
      Connection borrowed, String sql, CompletableFuture<Throwable> failure) {
    Thread thread =
        new Thread(() -> failure.complete(catchThrowable(() -> OpenDatabase.query(borrowed, sql))));
    thread.start();
    return thread;
  }

  private OpenDatabase openBy(FreezableProxy proxy, String... settings) {
    String dsn =
        engine.dsn(
            "localhost", proxy.port(), database.database(), database.user(), database.password());
    return engine.open(Duration.ofMillis(100), Engine.BORROW, unencrypted(dsn), settings);
  }

  /** Returns a connection string that asks for no TLS, if it would otherwise. */
  protected String unencrypted(String dsn) {
    return dsn;
  }

  @Test
  void closingWakesAWaiter() throws Exception {
    OpenDatabase open =
        engine.open(
            Duration.ZERO, Duration.ofSeconds(60), engine.dsn(database), "MAX_OPEN_CONNS", "1");
    Connection borrowed = open.connection();
    CompletableFuture<Throwable> waiting =
        CompletableFuture.supplyAsync(() -> catchThrowable(open::connection));
    HikariDataSource pool = open.dataSource().unwrap(HikariDataSource.class);
    await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
    open.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).hasMessage("The pool database.db is closed.");
    borrowed.close();
    awaitNoSession();
  }
}
