package io.github.guicesql.jdbc;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class DerbyEmbeddedTest extends FileContract {

  private int databases;

  static {
    Derby.prepare();
  }

  DerbyEmbeddedTest() {
    super(JdbcEngine.DERBY);
  }

  @Override
  String url() {
    return "jdbc:derby:" + folder.resolve("app" + databases++) + ";create=true";
  }

  @Override
  String durable() {
    return "";
  }

  @Override
  String refusedUrl() {
    return urlWithLogin().replace(";create=true", "");
  }

  /** Derby cannot cancel a statement: closing ends all the same, and the statement goes on. */
  @Override
  @Test
  void closingCancelsARunningStatement() throws Exception {
    restart();
    Running endless = new Running(db(start()));

    restart();

    endless.assertRuns();
    Derby.shutDown(folder.resolve("app0"));
    endless.assertEnded();
  }
}
