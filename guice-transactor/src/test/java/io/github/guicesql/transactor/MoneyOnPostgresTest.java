package io.github.guicesql.transactor;

final class MoneyOnPostgresTest extends MoneyTest {

  MoneyOnPostgresTest() {
    super(Engine.POSTGRES);
  }
}
