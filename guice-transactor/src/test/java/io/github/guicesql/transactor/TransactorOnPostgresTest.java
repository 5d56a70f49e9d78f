package io.github.guicesql.transactor;

final class TransactorOnPostgresTest extends TransactorTest {

  TransactorOnPostgresTest() {
    super(Engine.POSTGRES);
  }
}
