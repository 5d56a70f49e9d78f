package io.github.guicesql.postgres;

import io.github.guicesql.drivercontract.CredentialsContract;

final class PostgresCredentialsTest extends CredentialsContract {

  PostgresCredentialsTest() {
    super(new PostgresEngine());
  }
}
