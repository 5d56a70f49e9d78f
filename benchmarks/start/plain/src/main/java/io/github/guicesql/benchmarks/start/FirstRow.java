package io.github.guicesql.benchmarks.start;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The end of a start: a row that came from the database is on standard output. */
public final class FirstRow {

  private FirstRow() {}

  /**
   * Prints the row, and returns when standard input ends: meanwhile the process can be measured.
   */
  public static void print(DataSource db) throws SQLException, IOException {
    try (Connection connection = db.getConnection()) {
      print(connection);
    }
  }

  static void print(Connection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select name from item where id = 1")) {
      row.next();
      System.out.println(row.getString(1));
    }
    while (System.in.read() >= 0) {
      // Nothing is expected.
    }
  }
}
