package io.github.guicesql.mysql;

import org.junit.jupiter.api.Tag;

@Tag("long")
final class MysqlFaultsOnMysqlTest extends MysqlFaultsTest {
  MysqlFaultsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
