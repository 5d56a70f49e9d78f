package io.github.guicesql.sqltest;

import java.sql.SQLException;
import java.sql.Statement;

/**
 * Copies a database of PostgreSQL by its files. That is half the work of the default strategy,
 * which writes each page to the log, where a checkpoint costs little. PostgreSQL 18 can have the
 * system copy the files or even share their blocks.
 *
 * @param template the name of the database
 */
record PostgresCopier(String template) implements DatabaseCopier {

  /** The first version that can be told how to copy a database. */
  private static final int FIRST_WITH_STRATEGY = 15;

  /** The first version that can leave the copying of files to the system. */
  private static final int FIRST_WITH_CLONE = 18;

  @Override
  public void copy(String name, Statement statement) throws SQLException {
    int version = statement.getConnection().getMetaData().getDatabaseMajorVersion();
    if (version >= FIRST_WITH_CLONE) {
      cloneFiles(statement);
    }
    statement.execute(
        "CREATE DATABASE "
            + name
            + " TEMPLATE "
            + template
            + (version >= FIRST_WITH_STRATEGY ? " STRATEGY file_copy" : ""));
  }

  private static void cloneFiles(Statement statement) throws SQLException {
    try {
      statement.execute("SET file_copy_method = clone");
    } catch (SQLException e) {
      if (!"22023".equals(e.getSQLState())) { // this system has nothing to clone files with
        throw e;
      }
    }
  }

  /** A copy costs about as much as finding out what a test has changed. */
  @Override
  public boolean canReset() {
    return false;
  }

  @Override
  public boolean reset(String name, Statement statement) {
    return false;
  }
}
