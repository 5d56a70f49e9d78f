package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.drivercontract.ConnectWaitContract;
import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.drivercontract.WaitLog;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Driver.class)
final class MysqlConnectWaitTest extends ConnectWaitContract {

  private static TestServer server;
  private final Driver driver;

  @BeforeAll
  static void launch() {
    server = Server.MARIADB.launch(Map.of("max_connections", "10"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  MysqlConnectWaitTest(Driver driver) {
    super(new MysqlEngine(Server.MARIADB, driver));
    this.driver = driver;
  }

  @Override
  protected TestServer server() {
    return server;
  }

  @Override
  protected String scheme() {
    return driver.scheme;
  }

  @Test
  void aServerWithoutAConnectionToSpareIsWaitedFor() throws Exception {
    TestDatabase database = server.defaultDatabase();
    List<Connection> all = new ArrayList<>();
    try (WaitLog log = new WaitLog()) {
      // One more than that is let in, for an administrator.
      for (int i = 0; i < 11; i++) {
        all.add(database.connect());
      }
      CompletableFuture<Void> closing = log.firstLine().thenRunAsync(() -> close(all));
      try (OpenDatabase open = engine.open(engine.dsn(database), "CONNECT_WAIT", "90s")) {
        assertThat(open.query("select 1")).isEqualTo("1");
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

  @Test
  void aServerWithoutTlsIsNotWaitedFor() {
    String tls = "sslMode=" + (driver == Driver.MARIADB ? "verify-full" : "VERIFY_IDENTITY");
    assertNotWaitedFor(driver.dsn(server.defaultDatabase(), tls));
  }
}
