package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database whether it is there. Past the pool if that can be, since its first connection
 * takes a second longer to fail; on a thread of its own, since a driver's own timeouts do not cover
 * every way to hang.
 */
final class Ping {

  private Ping() {}

  /** Does nothing if the timeout is zero. */
  static void within(
      Duration timeout,
      String shown,
      HikariDataSource pool,
      DataSource managed,
      DriverModule driver) {
    if (timeout.isZero()) {
      return;
    }
    FutureTask<Boolean> answer = new FutureTask<>(() -> ping(pool, managed, timeout));
    Thread thread = new Thread(answer, pool.getPoolName() + ":ping");
    thread.setDaemon(true);
    thread.start();
    try {
      if (!answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw driver.failure(BuildStage.PING, "The connection was opened but is not valid.", null);
      }
    } catch (ExecutionException e) {
      throw driver.failure(BuildStage.PING, refusal(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw driver.failure(
          BuildStage.PING, "The database did not answer within " + shown + ".", null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw driver.failure(
          BuildStage.PING, "The thread was interrupted while it waited for an answer.", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String refusal(@Nullable Throwable cause) {
    if (cause instanceof SQLException e && e.getSQLState() != null) {
      return "The database refused, SQLSTATE " + e.getSQLState() + ": " + e.getMessage();
    }
    return "The database refused: " + (cause == null ? "no reason given" : cause.getMessage());
  }

  private static boolean ping(HikariDataSource pool, DataSource managed, Duration timeout)
      throws SQLException {
    int seconds = (int) Math.ceil(timeout.toMillis() / 1000.0);
    try (Connection connection = connect(pool, managed, seconds)) {
      return connection.isValid(seconds);
    }
  }

  /** A driver that gave no data source, but a URL, say, is known to HikariCP alone. */
  private static Connection connect(HikariDataSource pool, DataSource managed, int seconds)
      throws SQLException {
    DataSource source = pool.getDataSource();
    if (source == null || pool.getCredentialsProvider() != null) {
      return managed.getConnection();
    }
    if (!(source instanceof UnpooledDataSource)) {
      return open(source, pool);
    }
    // The driver has the limit too: an interrupt does not end a read, and the thread would wait on.
    int before = source.getLoginTimeout();
    source.setLoginTimeout(seconds);
    try {
      return open(source, pool);
    } finally {
      source.setLoginTimeout(before);
    }
  }

  private static Connection open(DataSource source, HikariDataSource pool) throws SQLException {
    String user = pool.getUsername();
    return user == null ? source.getConnection() : source.getConnection(user, pool.getPassword());
  }
}
