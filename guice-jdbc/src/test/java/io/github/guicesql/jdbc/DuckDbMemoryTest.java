package io.github.guicesql.jdbc;

import java.util.UUID;
import org.junit.jupiter.api.Test;

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

  /** The engine's own way to write the same name. */
  @Test
  void aDatabaseOfTheOtherFormOutlivesConnectionsToo() throws Exception {
    assertThatItOutlivesConnections("jdbc:duckdb::memory:" + UUID.randomUUID());
  }
}
