package io.github.guicesql.sqltest;

import java.sql.SQLException;
import java.sql.Statement;

/** Copies one database of a server, to which nobody is connected. Used by one thread at a time. */
interface DatabaseCopier {

  /** Creates a copy. */
  void copy(String name, Statement statement) throws SQLException;

  /** Returns whether a copy that was used can be reset. */
  boolean canReset();

  /**
   * Makes a copy that was used what it was when it was created.
   *
   * @return false if it may differ from a new copy
   */
  boolean reset(String name, Statement statement) throws SQLException;
}
