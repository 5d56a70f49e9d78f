package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection of MySQL or MariaDB whose savepoints are set by statements, which lock it. MariaDB's
 * driver does not lock it in {@code setSavepoint}: if another thread runs a statement meanwhile,
 * each of the two may read the other's answer, and wait forever for its own.
 */
final class SavepointsByStatement extends ForwardingConnection {

  private final Connection connection;
  private final AtomicInteger number = new AtomicInteger();

  SavepointsByStatement(Connection connection) {
    this.connection = connection;
  }

  private record Named(String name) implements Savepoint {

    @Override
    public int getSavepointId() throws SQLException {
      throw new SQLException("The savepoint has a name and no number: " + name);
    }

    @Override
    public String getSavepointName() {
      return name;
    }
  }

  @Override
  protected Connection delegate() {
    return connection;
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return setSavepoint("sqltest_" + number.incrementAndGet());
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    Savepoint savepoint = new Named(name);
    run("SAVEPOINT ", savepoint);
    return savepoint;
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    run("ROLLBACK TO SAVEPOINT ", savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    run("RELEASE SAVEPOINT ", savepoint);
  }

  private void run(String command, Savepoint savepoint) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command + Schema.quoted(savepoint.getSavepointName()));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    connection.abort(executor);
  }
}
