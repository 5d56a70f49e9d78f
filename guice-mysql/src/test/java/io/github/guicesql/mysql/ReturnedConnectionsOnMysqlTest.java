package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;

final class ReturnedConnectionsOnMysqlTest extends ReturnedConnectionsTest {
  ReturnedConnectionsOnMysqlTest(Driver driver) {
    super(Server.MYSQL, driver);
  }
}
