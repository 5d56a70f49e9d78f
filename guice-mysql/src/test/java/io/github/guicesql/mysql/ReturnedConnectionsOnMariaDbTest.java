package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;

final class ReturnedConnectionsOnMariaDbTest extends ReturnedConnectionsTest {
  ReturnedConnectionsOnMariaDbTest(Driver driver) {
    super(Server.MARIADB, driver);
  }
}
