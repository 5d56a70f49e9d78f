package io.github.guicesql.mysql;

final class HarmlessErrorsOnMysqlTest extends HarmlessErrorsTest {
  HarmlessErrorsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
