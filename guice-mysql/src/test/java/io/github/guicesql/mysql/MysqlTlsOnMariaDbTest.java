package io.github.guicesql.mysql;

final class MysqlTlsOnMariaDbTest extends MysqlTlsTest {
  MysqlTlsOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
