package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorOnH2Test extends TransactorTest {

  TransactorOnH2Test() {
    super(Engine.H2);
  }
}
