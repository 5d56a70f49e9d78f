package io.github.guicesql.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.sqlite.jdbc4.JDBC4Statement;

/** The driver's statement, on whose every path a transaction begins when it should. */
final class SqliteStatement extends JDBC4Statement {

  private final SqliteConnection connection;

  SqliteStatement(SqliteConnection connection) {
    super(connection);
    this.connection = connection;
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    connection.note(sql);
    return super.execute(sql);
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    connection.note(sql);
    return super.executeQuery(sql);
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    connection.note(sql);
    connection.tryEnforceTransactionMode();
    return super.executeLargeUpdate(sql);
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    connection.note(sql);
    super.addBatch(sql);
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    connection.tryEnforceTransactionMode();
    return super.executeLargeBatch();
  }
}
