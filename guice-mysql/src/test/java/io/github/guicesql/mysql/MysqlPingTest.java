package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known of a database that does not answer when it is injected. */
@Timeout(60)
@Tag("any-jdk")
final class MysqlPingTest {

  private static SqlBuildException ping(String dsn, String timeout) {
    Throwable thrown =
        catchThrowable(() -> Mysql.at(dsn, "MYSQL_CONNECT_TIMEOUT", timeout).close());
    SqlBuildException found = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    assertThat(found.provider()).isEqualTo("mysql");
    assertThat(found.token()).isEqualTo("database.db");
    return found;
  }

  private static void assertState(SqlBuildException found, String state) {
    assertThat(found.getCause())
        .isInstanceOfSatisfying(
            SQLException.class, cause -> assertThat(cause.getSQLState()).isEqualTo(state));
    assertThat(found).hasMessageContaining("SQLSTATE " + state);
  }

  private static String dsn(Driver driver, TestDatabase database, String name, String password) {
    return driver.dsn(
        database.host(), database.port(), name, database.user(), password, "connectTimeout=20000");
  }

  private static String nowhere(Driver driver, int port) {
    return driver.dsn("127.0.0.1", port, "db", "u", "p", "");
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void thatAnswers(Driver driver) throws Exception {
    try (TestDatabase database = MariaDbServer.shared().createDatabase();
        Mysql mysql = Mysql.at(driver.dsn(database), "MYSQL_CONNECT_TIMEOUT", "20s")) {
      assertThat(mysql.query("select 1")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void wrongPassword(Driver driver) {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      assertState(ping(dsn(driver, database, database.database(), "wrong"), "20s"), "28000");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void noSuchDatabase(Driver driver) {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      SqlBuildException found =
          ping(dsn(driver, database, "no_such_database", database.password()), "20s");
      assertState(found, "42000");
      assertThat(found).hasMessageContaining("Unknown database 'no_such_database'");
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void nobodyListens(Driver driver) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertState(ping(nowhere(driver, port), "20s"), driver == Driver.MARIADB ? "08000" : "08S01");
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void tooManyConnections(Driver driver) throws Exception {
    MariaDbOptions small = MariaDbOptions.defaults().withSetting("max_connections", "10");
    try (MariaDbServer server = MariaDbServer.launch(small)) {
      TestDatabase database = server.defaultDatabase();
      List<Connection> all = new ArrayList<>();
      try {
        // One more than that is let in, for an administrator.
        for (int i = 0; i < 11; i++) {
          all.add(database.connect());
        }
        SqlBuildException found = ping(driver.dsn(database), "20s");
        assertThat(found).hasMessageContaining("Too many connections");
        // MariaDB's own driver takes the state that the server sends before a login, which is none.
        assertState(found, driver == Driver.MARIADB ? "HY000" : "08004");
        assertThat(found.getCause())
            .isInstanceOfSatisfying(
                SQLException.class, cause -> assertThat(cause.getErrorCode()).isEqualTo(1040));
      } finally {
        for (Connection connection : all) {
          connection.close();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void aServerThatAcceptsAndSaysNothing(Driver driver) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      SqlBuildException found = ping(nowhere(driver, silent.getLocalPort()), "300ms");
      assertThat(found).hasMessageContaining("did not answer within 300ms");
      Awaitility.await().until(() -> threadsThatPing().isEmpty());
    }
  }

  private static List<String> threadsThatPing() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.endsWith(":ping"))
        .toList();
  }

  /** With a full backlog the kernel drops the packets that would open a connection. */
  @ParameterizedTest
  @EnumSource(Driver.class)
  void aHostThatDropsPackets(Driver driver) throws Exception {
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 2; i++) {
        filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      }
      SqlBuildException found = ping(nowhere(driver, full.getLocalPort()), "300ms");
      assertThat(found).hasMessageContaining("did not answer within 300ms");
      Awaitility.await().until(() -> threadsThatPing().isEmpty());
    } finally {
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  /** A silent server would hold a thread of the pool for ever, one more after each attempt. */
  @ParameterizedTest
  @EnumSource(Driver.class)
  void aLoginHasTheLimitOfThePool(Driver driver) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      MysqlParameters parameters = MysqlParameters.read(nowhere(driver, silent.getLocalPort()));
      DataSource source = Mysql.unpooled(parameters);
      source.setLoginTimeout(1);
      long began = System.nanoTime();
      assertThat(catchThrowable(source::getConnection)).isInstanceOf(SQLException.class);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(10);
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void theLimitOfTheLoginIsNotThatOfTheReadsAfterIt(Driver driver) throws Exception {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      for (int wanted : new int[] {0, 50_000}) {
        String dsn = driver.dsn(database, "socketTimeout=" + wanted);
        DataSource source = Mysql.unpooled(MysqlParameters.read(dsn));
        source.setLoginTimeout(7);
        try (Connection connection = source.getConnection(database.user(), database.password())) {
          assertThat(connection.getNetworkTimeout()).isEqualTo(wanted);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Driver.class)
  void isNotAskedForByDefault(Driver driver) {
    Mysql.at(nowhere(driver, 1)).close();
  }
}
