package io.github.guicesql.sqlite;

import java.sql.SQLException;

/** A call of the driver that runs a statement. */
@FunctionalInterface
interface SqlCall<T> {
  T run() throws SQLException;
}
