package io.github.guicesql.sqltest;

import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
class MariaDbPairTest extends ReplicatedPairTest {
  @Override
  ReplicatedPair launch() {
    return ReplicatedPair.launch(MariaDbOptions.defaults());
  }

  @Override
  Product product() {
    return Product.MARIADB;
  }

  @Override
  String readOnly() {
    return "HY000";
  }
}
