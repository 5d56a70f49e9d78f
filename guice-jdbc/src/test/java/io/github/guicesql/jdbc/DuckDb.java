package io.github.guicesql.jdbc;

/** What the tests on DuckDB share. */
final class DuckDb {

  static final String ENDLESS =
      "select count(*) from range(10000000) a, range(10000000) b"
          + " where (a.range * b.range) % 7 = 8";

  private DuckDb() {}
}
