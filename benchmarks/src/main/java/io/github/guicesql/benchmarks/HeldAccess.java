package io.github.guicesql.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One thread that holds its connection and its statements: the least that the work can cost. */
final class HeldAccess implements Access {

  private final Connection connection;
  private final PreparedStatement selectItem;
  private final PreparedStatement insertEvent;
  private final PreparedStatement selectBalance;
  private final PreparedStatement updateBalance;

  HeldAccess(Connection connection) throws SQLException {
    this.connection = connection;
    selectItem = connection.prepareStatement(Schema.SELECT_ITEM);
    insertEvent = connection.prepareStatement(Schema.INSERT_EVENT);
    selectBalance = connection.prepareStatement(Schema.SELECT_BALANCE);
    updateBalance = connection.prepareStatement(Schema.UPDATE_BALANCE);
  }

  @Override
  public void read(long item) throws SQLException {
    Schema.readItem(selectItem, item);
  }

  @Override
  public void insert(long id) throws SQLException {
    Schema.insertEvent(insertEvent, id);
  }

  /** Auto-commit stays off: no other kind of work shares the connection. */
  @Override
  public void increment(int account) throws SQLException {
    if (connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    }
    Schema.writeBalance(updateBalance, account, Schema.readBalance(selectBalance, account) + 1);
    connection.commit();
  }
}
