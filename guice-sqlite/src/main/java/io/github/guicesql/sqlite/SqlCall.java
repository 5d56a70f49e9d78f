package io.github.guicesql.sqlite;

import java.sql.SQLException;

/** What the driver does to run a statement. */
@FunctionalInterface
interface SqlCall<T> {
  T run() throws SQLException;
}
