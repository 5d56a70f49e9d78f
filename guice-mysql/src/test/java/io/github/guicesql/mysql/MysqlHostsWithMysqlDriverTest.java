package io.github.guicesql.mysql;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
class MysqlHostsWithMysqlDriverTest extends MysqlHostsTest {
  @Override
  String scheme() {
    return "jdbc:mysql://";
  }
}
