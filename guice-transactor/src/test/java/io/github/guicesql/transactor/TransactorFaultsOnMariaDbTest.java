package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorFaultsOnMariaDbTest extends TransactorFaultsTest {

  TransactorFaultsOnMariaDbTest() {
    super(Engine.MARIADB);
  }
}
