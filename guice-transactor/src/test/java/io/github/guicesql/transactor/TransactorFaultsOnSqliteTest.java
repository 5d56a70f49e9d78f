package io.github.guicesql.transactor;

final class TransactorFaultsOnSqliteTest extends TransactorFaultsTest {

  TransactorFaultsOnSqliteTest() {
    super(Engine.SQLITE);
  }
}
