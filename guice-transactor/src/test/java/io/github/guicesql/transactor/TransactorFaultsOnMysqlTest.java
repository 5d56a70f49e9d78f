package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorFaultsOnMysqlTest extends TransactorFaultsTest {

  TransactorFaultsOnMysqlTest() {
    super(Engine.MYSQL);
  }
}
