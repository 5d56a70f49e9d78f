package io.github.guicesql.mysql;

import org.junit.jupiter.api.Tag;

@Tag("long")
final class MysqlSecretsOnMysqlTest extends MysqlSecretsTest {
  MysqlSecretsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
