package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;

/** Without HSQLDB's lock file after a kill: it refuses another process for ten seconds more. */
@Tag("any-jdk")
final class HsqldbFileTest extends FileContract {

  private int databases;

  @Override
  Dialect dialect() {
    return Dialect.HSQLDB;
  }

  @Override
  String url() {
    return "jdbc:hsqldb:file:" + folder.resolve("app" + databases++) + ";shutdown=true";
  }

  @Override
  String durable() {
    return ";hsqldb.write_delay=false;hsqldb.lock_file=false";
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";ifexists=true";
  }

  @Override
  void prepareEndless(Statement statement) throws SQLException {
    Hsqldb.prepareEndless(statement);
  }

  @Override
  String createUser(Credentials credentials) {
    return Hsqldb.createUser(credentials);
  }

  @Override
  String endless() {
    return Hsqldb.ENDLESS;
  }

  @Override
  String autoCommitOff() {
    return "set autocommit false";
  }
}
