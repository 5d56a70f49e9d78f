package io.github.guicesql.mysql;

final class HarmlessErrorsOnMariaDbTest extends HarmlessErrorsTest {
  HarmlessErrorsOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
