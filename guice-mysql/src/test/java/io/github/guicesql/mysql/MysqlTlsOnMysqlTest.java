package io.github.guicesql.mysql;

final class MysqlTlsOnMysqlTest extends MysqlTlsTest {
  MysqlTlsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
