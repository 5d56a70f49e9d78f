package io.github.guicesql.transactor;

final class TransactorFaultsOnH2Test extends TransactorFaultsTest {

  TransactorFaultsOnH2Test() {
    super(Engine.H2);
  }
}
