package io.github.guicesql.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Plain JDBC, as one writes it over a pool, whichever pool that is. */
record PooledAccess(DataSource dataSource) implements Access {

  @Override
  public void read(long item) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(Schema.SELECT_ITEM)) {
      Schema.readItem(select, item);
    }
  }

  @Override
  public void insert(long id) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert = connection.prepareStatement(Schema.INSERT_EVENT)) {
      Schema.insertEvent(insert, id);
    }
  }

  @Override
  public void increment(int account) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement select = connection.prepareStatement(Schema.SELECT_BALANCE);
          PreparedStatement update = connection.prepareStatement(Schema.UPDATE_BALANCE)) {
        Schema.writeBalance(update, account, Schema.readBalance(select, account) + 1);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }
}
