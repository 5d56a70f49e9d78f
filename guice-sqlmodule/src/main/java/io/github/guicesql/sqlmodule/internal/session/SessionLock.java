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
  private final String whichSession;
  private final String session;

  private SessionLock(Connection connection, String whichSession, String session) {
    this.connection = connection;
    this.whichSession = whichSession;
    this.session = session;
  }

  /**
   * Acquires a lock on a connection of its own.
   *
   * @param keepOpen a statement that keeps the server from ending the idle session
   * @param whichSession a query for the session's id: a driver may connect anew by itself, to a
   *     session without the lock
   * @param tryLock a query that acquires the lock if it is free, and returns whether it did
   * @param limit how long to wait; zero for not at all
   * @throws TimeoutException if another session has held it for that long
   */
  public static SessionLock acquire(
      DataSource source, String keepOpen, String whichSession, String tryLock, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute(keepOpen);
        String session = ask(statement, whichSession);
        await(statement, tryLock, limit);
        return new SessionLock(connection, whichSession, session);
      }
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

  private static String ask(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? String.valueOf(result.getString(1)) : "";
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
    try (Statement statement = connection.createStatement()) {
      return connection.isValid(VALID_SECONDS) && ask(statement, whichSession).equals(session);
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
