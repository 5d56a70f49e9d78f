package io.github.guicesql.jdbc;

import java.util.UUID;

final class DuckDbMemoryTest extends JdbcContract {

  DuckDbMemoryTest() {
    super(JdbcEngine.DUCKDB);
  }

  @Override
  String url() {
    return "jdbc:duckdb:memory:" + UUID.randomUUID();
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";no_such_option=1";
  }
}
