package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.Engine;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import io.github.guicesql.sqltest.TestServer;
import java.util.List;
import java.util.Map;

/** One of the servers with one of the drivers, as the contract of the drivers asks for it. */
record MysqlEngine(Server server, Driver driver) implements Engine {

  /** Without TLS, MySQL's server asks for it of a user who has not logged in before. */
  static final String UNENCRYPTED = "allowPublicKeyRetrieval=true";

  @Override
  public String prefix() {
    return "MYSQL";
  }

  @Override
  public DriverModule module(SqlOptions options) {
    return new MysqlModule(options);
  }

  @Override
  public TestServer shared() {
    return server.shared();
  }

  @Override
  public TestServer launch() {
    return server.launch(Map.of());
  }

  @Override
  public String dsn(String host, int port, String database, String user, String password) {
    return driver.dsn(host, port, database, user, password, UNENCRYPTED);
  }

  @Override
  public String dsnWithoutLogin(String host, int port, String database) {
    return "%s//%s:%d/%s?%s".formatted(driver.scheme, host, port, database, UNENCRYPTED);
  }

  @Override
  public String unreachable() {
    return driver == Driver.MARIADB ? "08000" : "08S01";
  }

  @Override
  public String wrongPassword() {
    return "28000";
  }

  @Override
  public String user() {
    return "select substring_index(current_user(), '@', 1)";
  }

  @Override
  public String database() {
    return "select database()";
  }

  @Override
  public String session() {
    return "select connection_id()";
  }

  @Override
  public String kill(String session) {
    return "kill " + session;
  }

  @Override
  public String sleep() {
    return "select sleep(600)";
  }

  @Override
  public String sessionsIn(String database) {
    return "select count(*) from information_schema.processlist where id <> connection_id() and db"
        + " = '"
        + database
        + "'";
  }

  @Override
  public String running(String sql, String database) {
    return sessionsIn(database) + " and info = '" + sql + "'";
  }

  @Override
  public String sessionsOf(String user) {
    return "select count(*) from information_schema.processlist where user = '" + user + "'";
  }

  @Override
  public List<String> createUser(Credentials credentials, String database) {
    return List.of(
        "create user %s identified by '%s'".formatted(credentials.user(), credentials.password()),
        "grant all on %s.* to %s".formatted(database, credentials.user()));
  }

  @Override
  public String changePassword(Credentials credentials) {
    return "alter user %s identified by '%s'".formatted(credentials.user(), credentials.password());
  }
}
