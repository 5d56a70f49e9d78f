package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Dialect;

/** How an engine reads a text, as far as the ends of its literals and comments depend on it. */
enum Lexis {

  /** Comments nest, {@code E''} has backslashes, and a dollar may begin a string. */
  POSTGRES,

  /** MySQL and MariaDB. Two modes of a session decide what backslashes and double quotes mean. */
  MYSQL,

  /** Double quotes around what is no column's name are a string; brackets enclose a name. */
  SQLITE,

  /** Double quotes are a string in one mode of a session; brackets enclose a name. */
  SQLSERVER,

  /** Engines in which only double quotes enclose a name. What they differ in is not told apart. */
  STANDARD,

  /** An engine of which nothing is known. */
  UNKNOWN;

  static Lexis of(Dialect dialect) {
    if (dialect.equals(Dialect.POSTGRES)) {
      return POSTGRES;
    }
    if (dialect.equals(Dialect.MYSQL)) {
      return MYSQL;
    }
    if (dialect.equals(Dialect.SQLITE)) {
      return SQLITE;
    }
    if (dialect.equals(Dialect.SQLSERVER)) {
      return SQLSERVER;
    }
    // Not Firebird, on which double quotes are a string in a database of SQL dialect 1.
    return dialect.equals(Dialect.H2)
            || dialect.equals(Dialect.HSQLDB)
            || dialect.equals(Dialect.DERBY)
            || dialect.equals(Dialect.DUCKDB)
            || dialect.equals(Dialect.ORACLE)
        ? STANDARD
        : UNKNOWN;
  }
}
