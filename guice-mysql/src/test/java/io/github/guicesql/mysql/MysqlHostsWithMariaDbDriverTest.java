package io.github.guicesql.mysql;

class MysqlHostsWithMariaDbDriverTest extends MysqlHostsTest {
  @Override
  String scheme() {
    return "mariadb://";
  }
}
