package io.github.guicesql.mysql;

final class MysqlModuleOnMysqlTest extends MysqlModuleTest {
  MysqlModuleOnMysqlTest() {
    super(Server.MYSQL);
  }
}
