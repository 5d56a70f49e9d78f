package io.github.guicesql.mysql;

import io.github.guicesql.mysql.Mysql.Driver;
import org.junit.jupiter.api.Tag;

@Tag("long")
final class MysqlFaultsOnMysqlTest extends MysqlFaultsTest {
  MysqlFaultsOnMysqlTest(Driver driver) {
    super(Server.MYSQL, driver);
  }
}
