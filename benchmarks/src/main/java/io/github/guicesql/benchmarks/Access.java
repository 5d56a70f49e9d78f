package io.github.guicesql.benchmarks;

import java.sql.SQLException;

/** The operations that works are made of. */
interface Access {

  /** Reads an item by its primary key. */
  void read(long item) throws SQLException;

  /** Inserts one row, in auto-commit mode. */
  void insert(long id) throws SQLException;

  /** Reads an account's balance, adds one and writes it back, in one transaction. */
  void increment(int account) throws SQLException;
}
