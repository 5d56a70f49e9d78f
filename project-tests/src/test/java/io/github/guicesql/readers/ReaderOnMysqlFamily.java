package io.github.guicesql.readers;

import com.google.inject.Module;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqltest.TestServer;

/** MariaDB and MySQL: one module, and sessions that are told apart in the same way. */
abstract class ReaderOnMysqlFamily extends ReaderOnServer {

  ReaderOnMysqlFamily(TestServer server) {
    super(server);
  }

  @Override
  String prefix() {
    return "MYSQL";
  }

  @Override
  Module module(SqlOptions options) {
    return new MysqlModule(options);
  }

  @Override
  String sessions() {
    return "select count(*) from information_schema.processlist"
        + " where db = database() and id <> connection_id()";
  }
}
