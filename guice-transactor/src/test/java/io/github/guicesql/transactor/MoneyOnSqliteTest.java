package io.github.guicesql.transactor;

final class MoneyOnSqliteTest extends MoneyTest {

  MoneyOnSqliteTest() {
    super(Engine.SQLITE);
  }
}
