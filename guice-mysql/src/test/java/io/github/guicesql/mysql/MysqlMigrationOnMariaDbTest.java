package io.github.guicesql.mysql;

final class MysqlMigrationOnMariaDbTest extends MysqlMigrationTest {
  MysqlMigrationOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
