package io.github.guicesql.mysql;

import io.github.guicesql.drivercontract.LoginContract;
import io.github.guicesql.mysql.Mysql.Driver;
import java.util.List;

final class MysqlLoginTest extends LoginContract {

  MysqlLoginTest() {
    super(new MysqlEngine(Server.MARIADB, Driver.MARIADB));
  }

  @Override
  protected List<String> forms() {
    return List.of(
        "tcp(%s:%d)/%s",
        "mysql://%s:%d/%s",
        "mariadb://%s:%d/%s",
        "jdbc:mysql://%s:%d/%s",
        "jdbc:mariadb://%s:%d/%s");
  }
}
