package io.github.guicesql.transactor;

final class TransactorFaultsOnMariaDbTest extends TransactorFaultsTest {

  TransactorFaultsOnMariaDbTest() {
    super(Engine.MARIADB);
  }
}
