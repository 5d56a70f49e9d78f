package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorFaultsOnPostgresTest extends TransactorFaultsTest {

  TransactorFaultsOnPostgresTest() {
    super(Engine.POSTGRES);
  }
}
