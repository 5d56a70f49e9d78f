package io.github.guicesql.sqltest;

import org.junit.jupiter.api.Tag;

@Tag("long")
class PostgresPairTest extends ReplicatedPairTest {
  @Override
  ReplicatedPair launch() {
    return ReplicatedPair.launch(PostgresOptions.defaults());
  }

  @Override
  Product product() {
    return Product.POSTGRES;
  }

  @Override
  String readOnly() {
    return "25006";
  }
}
