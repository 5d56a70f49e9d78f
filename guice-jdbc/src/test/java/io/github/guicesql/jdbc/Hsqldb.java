package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;
import java.sql.SQLException;
import java.sql.Statement;

/** What the tests on HSQLDB share. */
final class Hsqldb {

  static final String ENDLESS =
      "select count(*) from big a, big b, big c where a.v + b.v + c.v = 0";

  private Hsqldb() {}

  static void prepareEndless(Statement statement) throws SQLException {
    statement.execute("create table big (v int)");
    statement.execute("insert into big (select * from unnest(sequence_array(1, 10000, 1)))");
  }

  static String createUser(Credentials made) {
    return "create user " + made.user() + " password '" + made.password() + "' admin";
  }
}
