package io.github.guicesql.mysql;

import org.junit.jupiter.api.Tag;

@Tag("long")
final class MysqlTlsOnMysqlTest extends MysqlTlsTest {
  MysqlTlsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
