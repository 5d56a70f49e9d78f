package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Dialect;
import java.util.UUID;

final class DuckDbMemoryTest extends JdbcContract {

  @Override
  Dialect dialect() {
    return Dialect.DUCKDB;
  }

  @Override
  String url() {
    return "jdbc:duckdb:memory:" + UUID.randomUUID();
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";no_such_option=1";
  }

  @Override
  boolean hasUsers() {
    return false;
  }

  @Override
  String endless() {
    return DuckDb.ENDLESS;
  }
}
