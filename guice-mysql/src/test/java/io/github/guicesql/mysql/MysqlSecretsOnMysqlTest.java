package io.github.guicesql.mysql;

final class MysqlSecretsOnMysqlTest extends MysqlSecretsTest {
  MysqlSecretsOnMysqlTest() {
    super(Server.MYSQL);
  }
}
