package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;

/** What the tests on H2 share. */
final class H2 {

  static final String ENDLESS =
      "select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b"
          + " where a.\"X\" + b.\"X\" = 0";

  private H2() {}

  static String createUser(Credentials made) {
    return "create user " + made.user() + " password '" + made.password() + "' admin";
  }
}
