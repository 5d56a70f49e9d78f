package io.github.guicesql.mysql;

import org.junit.jupiter.api.Tag;

@Tag("long")
final class MysqlTlsOnMariaDbTest extends MysqlTlsTest {
  MysqlTlsOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
