package io.github.guicesql.health;

import com.google.inject.Module;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On MariaDB, with its driver. */
final class MariaDbHealthTest extends ServerHealthTest {

  private static MariaDbServer server;

  @BeforeAll
  static void launch() {
    server = MariaDbServer.launch(MariaDbOptions.defaults());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  MariaDbHealthTest() {
    super(server);
  }

  @Override
  Module module(SqlOptions options) {
    return new MysqlModule(options);
  }

  @Override
  String key() {
    return "MYSQL";
  }

  @Override
  String dsn(String user, String password, int port, String name) {
    return "jdbc:mariadb://%s:%s@127.0.0.1:%d/%s".formatted(user, password, port, name);
  }

  @Override
  List<String> createUser(String password) {
    return List.of(
        "create user " + USER + "@'%' identified by '" + password + "'",
        "grant select, insert on *.* to " + USER + "@'%'");
  }

  @Override
  List<String> dropUser() {
    return List.of("drop user " + USER + "@'%'");
  }

  @Override
  List<String> changePassword(String password) {
    return List.of("set password for " + USER + "@'%' = password('" + password + "')");
  }

  @Override
  List<String> demote() {
    return List.of("set global read_only = 1");
  }

  @Override
  List<String> promote() {
    return List.of("set global read_only = 0");
  }

  @Override
  List<String> endSessions() throws SQLException {
    List<String> kills = new ArrayList<>();
    try (Connection admin = admin();
        Statement statement = admin.createStatement();
        ResultSet ids =
            statement.executeQuery(
                "select id from information_schema.processlist where user = '" + USER + "'")) {
      while (ids.next()) {
        kills.add("kill " + ids.getLong(1));
      }
    }
    return kills;
  }
}
