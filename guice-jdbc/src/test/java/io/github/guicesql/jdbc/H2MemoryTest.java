package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Dialect;
import java.util.UUID;

final class H2MemoryTest extends JdbcContract {

  @Override
  Dialect dialect() {
    return Dialect.H2;
  }

  @Override
  String url() {
    return "jdbc:h2:mem:" + UUID.randomUUID();
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";IFEXISTS=TRUE";
  }

  @Override
  String endless() {
    return H2.ENDLESS;
  }

  @Override
  String autoCommitOff() {
    return "set autocommit false";
  }
}
