package io.github.guicesql.mysql;

final class MysqlModuleOnMariaDbTest extends MysqlModuleTest {
  MysqlModuleOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
