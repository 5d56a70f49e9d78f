package io.github.guicesql.mysql;

final class MysqlMigrationOnMysqlTest extends MysqlMigrationTest {
  MysqlMigrationOnMysqlTest() {
    super(Server.MYSQL);
  }
}
