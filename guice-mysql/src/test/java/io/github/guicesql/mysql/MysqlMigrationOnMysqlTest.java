package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;

final class MysqlMigrationOnMysqlTest extends MysqlMigrationTest {
  MysqlMigrationOnMysqlTest(Driver driver) {
    super(Server.MYSQL, driver);
  }
}
