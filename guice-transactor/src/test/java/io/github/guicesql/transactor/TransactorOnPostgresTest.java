package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorOnPostgresTest extends TransactorTest {

  TransactorOnPostgresTest() {
    super(Engine.POSTGRES);
  }
}
