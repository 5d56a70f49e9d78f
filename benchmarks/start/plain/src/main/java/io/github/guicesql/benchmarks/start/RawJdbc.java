package io.github.guicesql.benchmarks.start;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One connection, and nothing round it. */
final class RawJdbc {

  private RawJdbc() {}

  public static void main(String[] args) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0])) {
      FirstRow.print(connection);
    }
  }
}
