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
    boolean passed = beforeExecution(sql);
    try {
      return super.execute(sql);
    } finally {
      connection.leaveGateIf(passed);
    }
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    boolean passed = beforeExecution(sql);
    try {
      return super.executeQuery(sql);
    } finally {
      connection.leaveGateIf(passed);
    }
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    boolean passed = beforeExecution(sql);
    try {
      connection.tryEnforceTransactionMode();
      return super.executeLargeUpdate(sql);
    } finally {
      connection.leaveGateIf(passed);
    }
  }

  private boolean beforeExecution(String sql) throws SQLException {
    SqlText text = SqlText.of(sql);
    connection.note(text);
    return text.mayWrite() && connection.passGate(getQueryTimeout());
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    connection.note(SqlText.of(sql));
    super.addBatch(sql);
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    connection.tryEnforceTransactionMode();
    return super.executeLargeBatch();
  }
}
