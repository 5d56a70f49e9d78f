package io.github.guicesql.jdbc;

final class H2FileTest extends FileContract {

  private int databases;

  H2FileTest() {
    super(JdbcEngine.H2);
  }

  @Override
  String url() {
    return "jdbc:h2:file:" + folder.resolve("app" + databases++);
  }

  @Override
  String durable() {
    return ";WRITE_DELAY=0";
  }

  @Override
  String refusedUrl() {
    return urlWithLogin() + ";IFEXISTS=TRUE";
  }
}
