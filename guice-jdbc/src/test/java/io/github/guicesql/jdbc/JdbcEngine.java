package io.github.guicesql.jdbc;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Dialect;
import java.sql.SQLException;
import java.sql.Statement;

/** What the tests on one engine have in common, whether its database is a file or in memory. */
enum JdbcEngine {
  H2(
      Dialect.H2,
      "select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b"
          + " where a.\"X\" + b.\"X\" = 0") {
    @Override
    String createUser(Credentials made) {
      return "create user " + made.user() + " password '" + made.password() + "' admin";
    }

    @Override
    String autoCommitOff() {
      return "set autocommit false";
    }

    @Override
    boolean readerCanWrite() {
      return true;
    }
  },

  HSQLDB(Dialect.HSQLDB, "select count(*) from big a, big b, big c where a.v + b.v + c.v = 0") {
    @Override
    void prepareEndless(Statement statement) throws SQLException {
      statement.execute("create table big (v int)");
      statement.execute("insert into big (select * from unnest(sequence_array(1, 10000, 1)))");
    }

    @Override
    String createUser(Credentials made) {
      return H2.createUser(made);
    }

    @Override
    String autoCommitOff() {
      return H2.autoCommitOff();
    }
  },

  DERBY(
      Dialect.DERBY,
      "select count(*) from sys.syscolumns a, sys.syscolumns b, sys.syscolumns c,"
          + " sys.syscolumns d, sys.syscolumns e"
          + " where length(a.columnname) + length(b.columnname) + length(c.columnname)"
          + " + length(d.columnname) + length(e.columnname) = 0") {
    @Override
    boolean isRunning(Thread borrower) {
      return Derby.isRunning();
    }
  },

  DUCKDB(
      Dialect.DUCKDB,
      "select count(*) from range(10000000) a, range(10000000) b"
          + " where (a.range * b.range) % 7 = 8") {
    @Override
    boolean hasUsers() {
      return false;
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // a value
  final Dialect dialect;

  /** A query that does not end by itself. */
  final String endless;

  JdbcEngine(Dialect dialect, String endless) {
    this.dialect = dialect;
    this.endless = endless;
  }

  /** Makes what {@link #endless} needs. */
  void prepareEndless(Statement statement) throws SQLException {}

  /** Returns whether the query runs that a thread has begun. */
  boolean isRunning(Thread borrower) {
    return JdbcContract.isIn(borrower, "executeQuery");
  }

  /** SQL that makes a user; empty if the engine, as it is set up here, lets anybody in. */
  String createUser(Credentials credentials) {
    return "";
  }

  /** Whether the engine opens a database for one user and then for another. */
  boolean hasUsers() {
    return true;
  }

  /** SQL that turns auto-commit off behind JDBC's back; empty if the engine has none. */
  String autoCommitOff() {
    return "";
  }

  /** Whether the engine lets a connection write that is meant to be read-only. */
  boolean readerCanWrite() {
    return false;
  }
}
