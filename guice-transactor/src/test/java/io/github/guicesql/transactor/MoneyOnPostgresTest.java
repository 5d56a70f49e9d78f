package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class MoneyOnPostgresTest extends MoneyTest {

  MoneyOnPostgresTest() {
    super(Engine.POSTGRES);
  }
}
