package io.github.guicesql.sqltest;

import org.junit.jupiter.api.Tag;

@Tag("long")
class MysqlPairTest extends ReplicatedPairTest {
  @Override
  ReplicatedPair launch() {
    return ReplicatedPair.launch(MysqlOptions.defaults());
  }

  @Override
  Product product() {
    return Product.MYSQL;
  }

  @Override
  String readOnly() {
    return "HY000";
  }
}
