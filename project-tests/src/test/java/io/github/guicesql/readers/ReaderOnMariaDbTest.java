package io.github.guicesql.readers;

import io.github.guicesql.sqltest.MariaDbServer;

final class ReaderOnMariaDbTest extends ReaderOnMysqlFamily {

  ReaderOnMariaDbTest() {
    super(MariaDbServer.shared());
  }
}
