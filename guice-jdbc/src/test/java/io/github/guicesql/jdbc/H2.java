package io.github.guicesql.jdbc;

/** What the tests on H2 share. */
final class H2 {

  static final String ENDLESS =
      "select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b"
          + " where a.\"X\" + b.\"X\" = 0";

  private H2() {}
}
