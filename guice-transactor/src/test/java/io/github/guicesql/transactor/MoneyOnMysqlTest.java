package io.github.guicesql.transactor;

final class MoneyOnMysqlTest extends MoneyTest {

  MoneyOnMysqlTest() {
    super(Engine.MYSQL);
  }
}
