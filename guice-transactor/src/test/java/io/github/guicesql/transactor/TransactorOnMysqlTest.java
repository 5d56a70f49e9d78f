package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorOnMysqlTest extends TransactorTest {

  TransactorOnMysqlTest() {
    super(Engine.MYSQL);
  }
}
