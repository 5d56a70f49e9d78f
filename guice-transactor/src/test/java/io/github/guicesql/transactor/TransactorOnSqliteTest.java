package io.github.guicesql.transactor;

final class TransactorOnSqliteTest extends TransactorTest {

  TransactorOnSqliteTest() {
    super(Engine.SQLITE);
  }
}
