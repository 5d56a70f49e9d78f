package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.drivercontract.WaitLog;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service that starts before its database. */
@Timeout(120)
@Tag("any-jdk")
final class MysqlConnectWaitTest {

  private static MariaDbServer small;

  @BeforeAll
  static void launch() {
    small = MariaDbServer.launch(MariaDbOptions.defaults().withSetting("max_connections", "10"));
  }

  @AfterAll
  static void stop() {
    small.close();
  }

  private static SqlBuildException failure(String dsn, String wait) {
    Throwable thrown = catchThrowable(() -> Mysql.at(dsn, "MYSQL_CONNECT_WAIT", wait).close());
    SqlBuildException found = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    return found;
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aServerThatStartsLateIsWaitedFor(Driver driver) throws Exception {
    try (WaitLog log = new WaitLog()) {
      String dsn = driver.dsn(small.defaultDatabase());
      small.stop();
      CompletableFuture<Void> starting = log.firstLine().thenRunAsync(small::start);
      try (Mysql mysql = Mysql.at(dsn, "MYSQL_CONNECT_WAIT", "90s")) {
        assertThat(mysql.query("select 1")).isEqualTo("1");
      }
      starting.join();
      assertThat(log.lines().get(0)).contains("waits for " + driver.scheme);
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aServerWithoutAConnectionToSpareIsWaitedFor(Driver driver) throws Exception {
    TestDatabase database = small.defaultDatabase();
    List<Connection> all = new ArrayList<>();
    try (WaitLog log = new WaitLog()) {
      // One more than that is let in, for an administrator.
      for (int i = 0; i < 11; i++) {
        all.add(database.connect());
      }
      CompletableFuture<Void> closing = log.firstLine().thenRunAsync(() -> close(all));
      try (Mysql mysql = Mysql.at(driver.dsn(database), "MYSQL_CONNECT_WAIT", "90s")) {
        assertThat(mysql.query("select 1")).isEqualTo("1");
      }
      closing.join();
      assertThat(log.lines().get(0)).contains("Too many connections");
    } finally {
      close(all);
    }
  }

  private static void close(List<Connection> all) {
    for (Connection connection : all) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aServerThatNeverComesIsGivenUp(Driver driver) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(failure(driver.dsn("127.0.0.1", port, "db", "u", "hunter2", ""), "1s"))
        .hasMessageContaining("The database was waited for, for 1s. The database refused")
        .hasMessageNotContaining("hunter2");
    assertThat(failure(driver.dsn("no-such-host.invalid", 3306, "db", "u", "p", ""), "1s"))
        .hasMessageContaining("was waited for, for 1s");
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void whatCannotHealFailsAtOnce(Driver driver) {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      String host = database.host();
      String user = database.user();
      String wrong = driver.dsn(host, database.port(), database.database(), user, "wrong", "");
      String missing =
          driver.dsn(host, database.port(), "no_such_database", user, database.password(), "");
      String tls = "sslMode=" + (driver == Driver.MARIADB ? "verify-full" : "VERIFY_IDENTITY");
      for (String dsn : List.of(wrong, missing, driver.dsn(database, tls))) {
        assertThat(failure(dsn, "24h")).hasMessageNotContaining("waited");
      }
    }
  }
}
