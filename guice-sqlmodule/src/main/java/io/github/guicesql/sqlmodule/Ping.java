package io.github.guicesql.sqlmodule;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Asks the database whether it is there. Past the pool, whose first connection takes a second
 * longer to fail; on a thread of its own, since a driver's own timeouts do not cover every way to
 * hang.
 */
final class Ping {

  private Ping() {}

  /** Does nothing if the timeout is zero. */
  static void within(Duration timeout, HikariDataSource pool, DriverModule driver) {
    if (timeout.isZero()) {
      return;
    }
    FutureTask<Boolean> answer = new FutureTask<>(() -> ping(pool, timeout));
    Thread thread = new Thread(answer, pool.getPoolName() + ":ping");
    thread.setDaemon(true);
    thread.start();
    try {
      if (!answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw driver.failure(BuildStage.PING, "The connection was opened but is not valid.", null);
      }
    } catch (ExecutionException e) {
      throw driver.failure(
          BuildStage.PING, "The database refused; the cause says why.", e.getCause());
    } catch (TimeoutException e) {
      throw driver.failure(
          BuildStage.PING,
          "The database did not answer within " + DurationText.format(timeout) + ".",
          null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw driver.failure(
          BuildStage.PING, "The thread was interrupted while it waited for an answer.", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static boolean ping(HikariDataSource pool, Duration timeout) throws SQLException {
    int seconds = (int) Math.max(1, timeout.toSeconds());
    try (Connection connection = connect(pool)) {
      return connection.isValid(seconds);
    }
  }

  private static Connection connect(HikariDataSource pool) throws SQLException {
    DataSource source = pool.getDataSource();
    if (source == null) {
      return pool.getConnection();
    }
    String user = pool.getUsername();
    return user == null ? source.getConnection() : source.getConnection(user, pool.getPassword());
  }
}
