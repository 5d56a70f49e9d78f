package io.github.guicesql.mysql;

final class ReturnedConnectionsOnMysqlTest extends ReturnedConnectionsTest {
  ReturnedConnectionsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
