package io.github.guicesql.mysql;

final class MysqlFaultsOnMysqlTest extends MysqlFaultsTest {
  MysqlFaultsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
