package io.github.guicesql.postgres;

import io.github.guicesql.drivercontract.Engine;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** PostgreSQL, as the contract of the drivers asks for it. */
final class PostgresEngine implements Engine {

  @Override
  public String prefix() {
    return "POSTGRES";
  }

  @Override
  public String[] julLoggers() {
    return new String[] {"org.postgresql"};
  }

  @Override
  public DriverModule module(SqlOptions options) {
    return new PostgresModule(options);
  }

  @Override
  public TestServer shared() {
    return PostgresServer.shared();
  }

  @Override
  public TestServer launch() {
    return PostgresServer.launch(PostgresOptions.defaults());
  }

  @Override
  public String dsn(String host, int port, String database, String user, String password) {
    return "postgres://%s:%s@%s:%d/%s".formatted(user, encode(password), host, port, database);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String dsnWithoutLogin(String host, int port, String database) {
    return "postgres://%s:%d/%s".formatted(host, port, database);
  }

  @Override
  public String unreachable() {
    return "08001";
  }

  @Override
  public String wrongPassword() {
    return "28P01";
  }

  @Override
  public String user() {
    return "select current_user";
  }

  @Override
  public String database() {
    return "select current_database()";
  }

  @Override
  public String session() {
    return "select pg_backend_pid()";
  }

  @Override
  public String kill(String session) {
    return "select pg_terminate_backend(" + session + ", 10000)";
  }

  @Override
  public String sleep() {
    return "select pg_sleep(600)";
  }

  @Override
  public String sessionsIn(String database) {
    return "select count(*) from pg_stat_activity where backend_type = 'client backend'"
        + " and pid <> pg_backend_pid() and datname = '"
        + database
        + "'";
  }

  @Override
  public String running(String sql, String database) {
    return sessionsIn(database) + " and state = 'active' and query = '" + sql + "'";
  }

  @Override
  public String sessionsOf(String user) {
    return "select count(*) from pg_stat_activity where usename = '" + user + "'";
  }

  @Override
  public List<String> createUser(Credentials credentials, String database) {
    return List.of(
        "create role %s login password '%s'".formatted(credentials.user(), credentials.password()));
  }

  @Override
  public String changePassword(Credentials credentials) {
    return "alter role %s password '%s'".formatted(credentials.user(), credentials.password());
  }
}
