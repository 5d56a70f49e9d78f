package io.github.guicesql.readers;

import io.github.guicesql.sqltest.MysqlServer;

final class ReaderOnMysqlTest extends ReaderOnMysqlFamily {

  ReaderOnMysqlTest() {
    super(MysqlServer.shared());
  }
}
