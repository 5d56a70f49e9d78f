package io.github.guicesql.jdbc;

final class DuckDbFileTest extends FileContract {

  private int databases;

  DuckDbFileTest() {
    super(JdbcEngine.DUCKDB);
  }

  @Override
  String url() {
    return "jdbc:duckdb:" + folder.resolve("app" + databases++ + ".db");
  }

  @Override
  String durable() {
    return "";
  }

  @Override
  String refusedUrl() {
    return "jdbc:duckdb:"
        + folder.resolve("missing/app.db")
        + ";user="
        + USER
        + ";password="
        + SECRET;
  }
}
