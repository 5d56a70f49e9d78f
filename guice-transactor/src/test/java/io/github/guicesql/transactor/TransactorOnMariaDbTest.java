package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorOnMariaDbTest extends TransactorTest {

  TransactorOnMariaDbTest() {
    super(Engine.MARIADB);
  }
}
