package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;

final class MysqlMigrationOnMariaDbTest extends MysqlMigrationTest {
  MysqlMigrationOnMariaDbTest(Driver driver) {
    super(Server.MARIADB, driver);
  }
}
