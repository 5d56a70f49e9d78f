package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;

final class MysqlFaultsOnMariaDbTest extends MysqlFaultsTest {
  MysqlFaultsOnMariaDbTest(Driver driver) {
    super(Server.MARIADB, driver);
  }
}
