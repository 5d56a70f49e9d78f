package io.github.guicesql.docs;

import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.sqlite.Function;

/** The code of docs/guides/sqlite.md. */
final class SqliteGuide {

  private SqliteGuide() {}

  static void transfer(DataSource db, int from, int to, long amount) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement read =
            connection.prepareStatement("select balance from accounts where id = ?");
        PreparedStatement add =
            connection.prepareStatement("update accounts set balance = balance + ? where id = ?")) {
      connection.setAutoCommit(false);
      read.setInt(1, from); // the first statement: from here on, nobody else writes
      try (ResultSet row = read.executeQuery()) {
        if (!row.next() || row.getLong(1) < amount) {
          return; // the pool rolls back
        }
      }
      add(add, from, -amount);
      add(add, to, amount);
      connection.commit();
    }
  }

  private static void add(PreparedStatement add, int account, long amount) throws SQLException {
    add.setLong(1, amount);
    add.setInt(2, account);
    add.executeUpdate();
  }

  static long[] report(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      long accounts = number(statement, "select count(*) from accounts");
      long total = number(statement, "select sum(balance) from accounts"); // of the same moment
      connection.commit();
      return new long[] {accounts, total};
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  static void vacuumInto(DataSource db, Path copy) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement backup = connection.prepareStatement("vacuum into ?")) {
      backup.setString(1, copy.toString());
      backup.execute();
    }
  }

  static void backUpTo(DataSource db, Path copy) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      statement.executeQuery("select count(*) from sqlite_schema").close(); // the snapshot begins
      statement.execute("backup to '" + copy + "'");
      connection.commit();
    }
  }

  static void restoreFrom(DataSource db, Path copy) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("restore from '" + copy + "'");
    }
  }

  static SqliteModule withDistance(SqlOptions options) {
    return new SqliteModule(options)
        .withConnectionSetup(connection -> Function.create(connection, "distance", new Distance()));
  }

  private static final class Distance extends Function {

    @Override
    protected void xFunc() throws SQLException {
      result(Math.abs(value_double(0) - value_double(1)));
    }
  }

  static void addAll(DataSource db, List<Long> balances) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into accounts (balance) values (?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < balances.size(); i++) {
        insert.setLong(1, balances.get(i));
        insert.addBatch();
        if (i % 1_000 == 999) {
          insert.executeBatch();
          connection.commit(); // lets the others write
        }
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  static void rebuild(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("pragma foreign_keys = off"); // heeded outside a transaction only
      try {
        connection.setAutoCommit(false);
        statement.execute("create table made_new (id integer primary key, balance int not null)");
        statement.execute("insert into made_new select id, balance from accounts");
        statement.execute("drop table accounts");
        statement.execute("alter table made_new rename to accounts");
        connection.commit();
      } finally {
        connection.rollback(); // what a failure left
        connection.setAutoCommit(true);
        statement.execute("pragma foreign_keys = on");
      }
    }
  }
}
