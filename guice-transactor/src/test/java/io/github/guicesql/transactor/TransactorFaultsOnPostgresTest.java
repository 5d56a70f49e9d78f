package io.github.guicesql.transactor;

final class TransactorFaultsOnPostgresTest extends TransactorFaultsTest {

  TransactorFaultsOnPostgresTest() {
    super(Engine.POSTGRES);
  }
}
