package io.github.guicesql.examples.hello.mysql.contract;

import com.google.inject.name.Named;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.inject.Inject;
import javax.sql.DataSource;

/** Counts greetings, in MySQL's own words, but in whichever pool the contract's key has. */
final class GreetingDao implements Greeter {

  private final DataSource db;

  @Inject
  GreetingDao(@Named(SqlTokens.DB) DataSource db) {
    this.db = db;
  }

  @Override
  public int greet(String name) throws SQLException {
    try (Connection connection = db.getConnection()) {
      add(connection, name);
      return count(connection, name);
    }
  }

  private static void add(Connection connection, String name) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO `greetings` (`name`, `times`) VALUES (?, 1)"
                + " ON DUPLICATE KEY UPDATE `times` = `times` + 1")) {
      upsert.setString(1, name);
      upsert.executeUpdate();
    }
  }

  private static int count(Connection connection, String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT `times` FROM `greetings` WHERE `name` = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
