package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class MoneyOnMysqlTest extends MoneyTest {

  MoneyOnMysqlTest() {
    super(Engine.MYSQL);
  }
}
