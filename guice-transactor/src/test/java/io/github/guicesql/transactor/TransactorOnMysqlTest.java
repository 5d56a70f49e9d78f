package io.github.guicesql.transactor;

final class TransactorOnMysqlTest extends TransactorTest {

  TransactorOnMysqlTest() {
    super(Engine.MYSQL);
  }
}
