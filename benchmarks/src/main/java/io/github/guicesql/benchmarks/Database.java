package io.github.guicesql.benchmarks;

import java.sql.SQLException;

/** A contender's database, open. */
interface Database extends AutoCloseable {

  /** How many of the threads that a cell asks for it can use. */
  int threads(int wanted);

  /** For one thread or, if it can use more, for all of them. */
  Access access();

  @Override
  void close() throws SQLException;
}
