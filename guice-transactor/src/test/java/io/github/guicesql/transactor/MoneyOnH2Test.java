package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class MoneyOnH2Test extends MoneyTest {

  MoneyOnH2Test() {
    super(Engine.H2);
  }
}
