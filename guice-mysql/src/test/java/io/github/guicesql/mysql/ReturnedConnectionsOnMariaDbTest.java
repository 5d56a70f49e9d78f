package io.github.guicesql.mysql;

final class ReturnedConnectionsOnMariaDbTest extends ReturnedConnectionsTest {
  ReturnedConnectionsOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
