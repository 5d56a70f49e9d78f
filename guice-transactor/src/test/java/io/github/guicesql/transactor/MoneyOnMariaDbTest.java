package io.github.guicesql.transactor;

final class MoneyOnMariaDbTest extends MoneyTest {

  MoneyOnMariaDbTest() {
    super(Engine.MARIADB);
  }
}
