package io.github.guicesql.transactor;

final class MoneyOnH2Test extends MoneyTest {

  MoneyOnH2Test() {
    super(Engine.H2);
  }
}
