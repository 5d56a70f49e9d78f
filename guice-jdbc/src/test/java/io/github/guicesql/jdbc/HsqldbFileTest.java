package io.github.guicesql.jdbc;

import org.junit.jupiter.api.Tag;

/** Without HSQLDB's lock file after a kill: it refuses another process for ten seconds more. */
@Tag("any-jdk")
final class HsqldbFileTest extends FileContract {

  private int databases;

  HsqldbFileTest() {
    super(JdbcEngine.HSQLDB);
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
}
