package io.github.guicesql.mysql;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
class MysqlHostsWithMariaDbDriverTest extends MysqlHostsTest {
  @Override
  String scheme() {
    return "mariadb://";
  }
}
