package io.github.guicesql.transactor;

final class TransactorOnMariaDbTest extends TransactorTest {

  TransactorOnMariaDbTest() {
    super(Engine.MARIADB);
  }
}
