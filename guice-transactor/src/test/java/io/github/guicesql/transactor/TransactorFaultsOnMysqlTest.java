package io.github.guicesql.transactor;

final class TransactorFaultsOnMysqlTest extends TransactorFaultsTest {

  TransactorFaultsOnMysqlTest() {
    super(Engine.MYSQL);
  }
}
