package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service sees when its server, or its own end, does not wait for it. */
@Timeout(120)
abstract class MysqlFaultsTest {

  /**
   * A server that has started anew knows no passwords, and MySQL's then asks for an encrypted
   * connection or for this.
   */
  private static final String UNENCRYPTED = "allowPublicKeyRetrieval=true";

  private final Server server;
  private final TestDatabase database;

  MysqlFaultsTest(Server server) {
    this.server = server;
    this.database = server.shared().createDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private String processes(String like) throws SQLException {
    try (Connection observer = database.connect()) {
      return Mysql.query(
          observer,
          "select count(*) from information_schema.processlist where id <> connection_id() and db ="
              + " '"
              + database.database()
              + "' and coalesce(info, '') like '"
              + like
              + "'");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aServerThatRestartsUnderLoadLosesNothingThatWasAcknowledged(Driver driver) throws Exception {
    Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TestServer own = server.launch(Map.of());
        Mysql mysql =
            Mysql.at(
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                driver.dsn(own.defaultDatabase(), UNENCRYPTED))) {
      mysql.execute("create table t (n int primary key)");
      List<Future<?>> inserting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        inserting.add(
            threads.submit(
                () -> {
                  while (!stop.get()) {
                    int n = next.incrementAndGet();
                    if (insert(mysql, n)) {
                      acknowledged.add(n);
                    }
                  }
                }));
      }
      Awaitility.await().until(() -> acknowledged.size() > 200);
      own.restart();
      int afterwards = acknowledged.size();
      Awaitility.await().until(() -> acknowledged.size() > afterwards + 200);
      stop.set(true);
      for (Future<?> done : inserting) {
        done.get();
      }
      for (int n : acknowledged) {
        assertThat(mysql.query("select count(*) from t where n = " + n)).isEqualTo("1");
      }
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
  }

  private static boolean insert(Mysql mysql, int n) {
    try (Connection connection = mysql.connection();
        PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      insert.setInt(1, n);
      insert.executeUpdate();
      return true;
    } catch (SQLException theServerIsAway) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aConnectionThatIsKilledInMidTransaction(Driver driver) throws Exception {
    try (Mysql mysql = Mysql.at(driver.dsn(database))) {
      mysql.execute("create table t (x int)");
      try (Connection connection = mysql.connection()) {
        connection.setAutoCommit(false);
        Mysql.execute(connection, "insert into t values (1)");
        String id = Mysql.query(connection, "select connection_id()");
        try (Connection killer = database.connect()) {
          Mysql.execute(killer, "kill " + id);
        }
        assertThat(catchThrowable(connection::commit)).isInstanceOf(SQLException.class);
      }
      assertThat(mysql.query("select count(*) from t")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aServerThatIsNotThereAtTheStartAndThenIs(Driver driver) throws Exception {
    try (TestServer own = server.launch(Map.of());
        Mysql mysql = Mysql.at(driver.dsn(own.defaultDatabase(), UNENCRYPTED))) {
      own.stop();
      assertThatThrownBy(mysql::connection)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      own.start();
      assertThat(mysql.query("select 1")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void closingLetsABorrowerFinish(Driver driver) throws Exception {
    Mysql mysql = Mysql.at(Duration.ofSeconds(30), Duration.ofSeconds(30), driver.dsn(database));
    mysql.execute("create table t (x int)");
    Connection borrowed = mysql.connection();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(mysql::close);
    Awaitility.await().until(() -> catchThrowable(mysql::connection) instanceof SQLException);
    Mysql.execute(borrowed, "insert into t values (1)");
    borrowed.close();
    closing.get(20, TimeUnit.SECONDS);
    try (Connection observer = database.connect()) {
      assertThat(Mysql.query(observer, "select count(*) from t")).isEqualTo("1");
    }
    Awaitility.await().until(() -> processes("%").equals("0"));
  }

  /** Asleep, a server looks for its client now and then; while it computes, it does not. */
  @ParameterizedTest
  @CsvSource({
    "MARIADB, select sleep(600)",
    "MYSQL,   select sleep(600)",
    "MARIADB, 'select benchmark(2000000000, md5(1))'",
    "MYSQL,   'select benchmark(2000000000, md5(1))'",
  })
  void closingEndsABorrowerWhoDoesNot(Driver driver, String endlessly) throws Exception {
    Mysql mysql = Mysql.at(Duration.ofMillis(100), Duration.ofSeconds(30), driver.dsn(database));
    Connection borrowed = mysql.connection();
    CompletableFuture<Throwable> endless =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> Mysql.query(borrowed, endlessly)));
    Awaitility.await().until(() -> processes(endlessly).equals("1"));
    mysql.close();
    assertThat(endless.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> processes("%").equals("0"));
    assertThatThrownBy(mysql::connection).hasMessage("The pool database.db is closed.");
    borrowed.close();
  }
}
