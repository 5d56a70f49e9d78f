package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.ConnectionStringsContract;
import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import io.github.guicesql.sqltest.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

final class ConnectionStringsTest extends ConnectionStringsContract {

  ConnectionStringsTest() {
    super(new MysqlEngine(Server.MARIADB, Driver.MARIADB));
  }

  @Override
  protected TestServer launch(TestAuthority.Issued certificate) {
    return Server.MARIADB.launch(Map.of(), certificate);
  }

  @Override
  protected void prepare(TestDatabase own) throws SQLException {
    try (Connection owner = own.connect()) {
      Mysql.execute(owner, "create database shop", "create database brandnew2");
      for (String user : List.of("app", "us@er")) {
        String password = user.equals("us@er") ? ODD_PASSWORD : PASSWORD;
        Mysql.execute(
            owner,
            "create user '%s' identified by '%s'".formatted(user, password),
            "grant all on *.* to '%s'".formatted(user));
      }
    }
  }

  @Override
  protected String where(OpenDatabase open) throws SQLException {
    String user = open.query("select user()").replaceAll("@[^@]*$", "");
    return open.query("select coalesce(database(), '-')") + " " + user;
  }

  @Override
  protected String url(String dsn) throws InvalidValueException {
    return MysqlParameters.read(dsn).url();
  }
}
