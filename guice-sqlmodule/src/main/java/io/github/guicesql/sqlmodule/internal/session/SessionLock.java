package io.github.guicesql.sqlmodule.internal.session;

import io.github.guicesql.sqlmodule.driver.MigrationLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * A lock of a server that belongs to a session, and therefore ends with its connection. The lock is
 * asked for again and again instead of waited for in the server: a waiting statement would keep a
 * snapshot, on which {@code CREATE INDEX CONCURRENTLY} in the migration waits, and an interrupt
 * would not end it.
 */
public final class SessionLock implements MigrationLock {

  private static final long POLL_MILLIS = 100;
  private static final int VALID_SECONDS = 5;

  private final Connection connection;

  private SessionLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Acquires a lock on a connection of its own.
   *
   * @param keepOpen a statement that keeps the server from ending the idle session
   * @param tryLock a query that acquires the lock if it is free, and returns whether it did
   * @param limit how long to wait; zero for not at all
   * @throws TimeoutException if another session has held it for that long
   */
  public static SessionLock acquire(
      DataSource source, String keepOpen, String tryLock, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute(keepOpen);
        await(statement, tryLock, limit);
      }
      return new SessionLock(connection);
    } catch (SQLException | TimeoutException | InterruptedException | RuntimeException | Error e) {
      closeAfter(connection, e);
      throw e;
    }
  }

  private static void await(Statement statement, String tryLock, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isAcquired(statement, tryLock)) {
      long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (remaining <= 0) {
        throw new TimeoutException("another session holds the lock");
      }
      Thread.sleep(Math.min(POLL_MILLIS, remaining));
    }
  }

  private static boolean isAcquired(Statement statement, String tryLock) throws SQLException {
    try (ResultSet result = statement.executeQuery(tryLock)) {
      return result.next() && result.getBoolean(1);
    }
  }

  private static void closeAfter(Connection connection, Throwable failure) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public boolean isHeld() {
    try {
      return connection.isValid(VALID_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Closes the connection, and with it the session that holds the lock. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
