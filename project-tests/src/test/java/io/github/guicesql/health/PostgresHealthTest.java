package io.github.guicesql.health;

import com.google.inject.Module;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On PostgreSQL. */
final class PostgresHealthTest extends ServerHealthTest {

  private static PostgresServer server;

  @BeforeAll
  static void launch() {
    server = PostgresServer.launch(PostgresOptions.defaults());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  PostgresHealthTest() {
    super(server);
  }

  @Override
  Module module(SqlOptions options) {
    return new PostgresModule(options);
  }

  @Override
  String key() {
    return "POSTGRES";
  }

  @Override
  String dsn(String user, String password, int port, String name) {
    return "postgres://%s:%s@127.0.0.1:%d/%s".formatted(user, password, port, name);
  }

  @Override
  List<String> createUser(String password) {
    return List.of("create role " + USER + " login password '" + password + "'");
  }

  @Override
  List<String> dropUser() {
    return List.of("drop role " + USER);
  }

  @Override
  List<String> changePassword(String password) {
    return List.of("alter role " + USER + " password '" + password + "'");
  }

  @Override
  List<String> demote() {
    return List.of("alter role " + USER + " set default_transaction_read_only = on");
  }

  @Override
  List<String> promote() {
    return List.of("alter role " + USER + " reset default_transaction_read_only");
  }

  @Override
  List<String> endSessions() {
    return List.of(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = '"
            + USER
            + "'");
  }
}
