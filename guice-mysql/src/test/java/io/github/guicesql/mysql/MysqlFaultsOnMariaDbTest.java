package io.github.guicesql.mysql;

final class MysqlFaultsOnMariaDbTest extends MysqlFaultsTest {
  MysqlFaultsOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
