package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class MoneyOnMariaDbTest extends MoneyTest {

  MoneyOnMariaDbTest() {
    super(Engine.MARIADB);
  }
}
