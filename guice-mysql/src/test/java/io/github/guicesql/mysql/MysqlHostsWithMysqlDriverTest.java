package io.github.guicesql.mysql;

class MysqlHostsWithMysqlDriverTest extends MysqlHostsTest {
  @Override
  String scheme() {
    return "jdbc:mysql://";
  }
}
