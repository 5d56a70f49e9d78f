package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Dialect;

final class DuckDbFileTest extends FileContract {

  private int databases;

  @Override
  Dialect dialect() {
    return Dialect.DUCKDB;
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

  @Override
  boolean hasUsers() {
    return false;
  }

  @Override
  String endless() {
    return DuckDb.ENDLESS;
  }
}
