package io.github.guicesql.mysql;

final class MysqlSecretsOnMariaDbTest extends MysqlSecretsTest {
  MysqlSecretsOnMariaDbTest() {
    super(Server.MARIADB);
  }
}
