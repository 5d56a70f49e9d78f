package io.github.guicesql.transactor;

final class TransactorOnH2Test extends TransactorTest {

  TransactorOnH2Test() {
    super(Engine.H2);
  }
}
