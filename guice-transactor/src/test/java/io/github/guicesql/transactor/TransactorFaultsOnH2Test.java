package io.github.guicesql.transactor;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class TransactorFaultsOnH2Test extends TransactorFaultsTest {

  TransactorFaultsOnH2Test() {
    super(Engine.H2);
  }
}
