package io.github.guicesql.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of a benchmark's database, and what every contender does with their statements. */
final class Schema {

  static final int ITEMS = 100_000;
  static final int ACCOUNTS = 1_000;

  static final String SELECT_ITEM = "select name from items where id = ?";
  static final String INSERT_EVENT = "insert into events (id, text) values (?, ?)";
  static final String SELECT_BALANCE = "select balance from accounts where id = ?";
  static final String UPDATE_BALANCE = "update accounts set balance = ? where id = ?";

  /** Some 100 bytes a row, in items and events alike. */
  private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(2);

  private Schema() {}

  static void create(Path file) throws SQLException {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement()) {
      statement.execute("create table items (id integer primary key, name text not null)");
      statement.execute("create table events (id integer primary key, text text not null)");
      statement.execute("create table accounts (id integer primary key, balance integer not null)");
      connection.setAutoCommit(false);
      fill(connection, "insert into items values (?, '" + TEXT + "' || ?)", ITEMS);
      fill(connection, "insert into accounts values (?, 0 * ?)", ACCOUNTS);
      connection.commit();
    }
  }

  private static void fill(Connection connection, String sql, int rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int id = 0; id < rows; id++) {
        insert.setInt(1, id);
        insert.setInt(2, id);
        insert.executeUpdate();
      }
    }
  }

  static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  static void readItem(PreparedStatement selectItem, long item) throws SQLException {
    selectItem.setLong(1, item);
    try (ResultSet rows = selectItem.executeQuery()) {
      if (!rows.next() || rows.getString(1).isEmpty()) {
        throw new IllegalStateException("Item " + item + " is missing.");
      }
    }
  }

  static void insertEvent(PreparedStatement insertEvent, long id) throws SQLException {
    insertEvent.setLong(1, id);
    insertEvent.setString(2, TEXT);
    insertEvent.executeUpdate();
  }

  static long readBalance(PreparedStatement selectBalance, int account) throws SQLException {
    selectBalance.setInt(1, account);
    try (ResultSet rows = selectBalance.executeQuery()) {
      if (!rows.next()) {
        throw new IllegalStateException("Account " + account + " is missing.");
      }
      return rows.getLong(1);
    }
  }

  static void writeBalance(PreparedStatement updateBalance, int account, long balance)
      throws SQLException {
    updateBalance.setLong(1, balance);
    updateBalance.setInt(2, account);
    updateBalance.executeUpdate();
  }
}
