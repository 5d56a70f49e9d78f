package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the database answers. It bypasses the pool if possible, since the pool's first
 * connection takes a second longer to fail. It uses a thread of its own, since a driver's own
 * timeouts do not cover every way to hang.
 */
final class Ping {

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The limit for one attempt, if there is a wait but no timeout. */
  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  private Ping() {}

  /**
   * Pings the database within the connect timeout, and waits for it as long as the connect wait.
   */
  static void within(ConfigValues values, ManagedDataSource managed, PoolRole role) {
    Duration timeout = values.get(DriverModule.CONNECT_TIMEOUT);
    DatabaseWait wait = new DatabaseWait(role, managed, values);
    Duration limit = timeout.isZero() ? ATTEMPT : timeout;
    String shown =
        timeout.isZero()
            ? DriverModule.CONNECT_TIMEOUT.format(ATTEMPT)
            : values.shown(DriverModule.CONNECT_TIMEOUT);
    wait.until(() -> once(limit, shown, managed, role));
  }

  private static void once(
      Duration timeout, String shown, ManagedDataSource managed, PoolRole role) {
    FutureTask<Boolean> answer = new FutureTask<>(() -> ping(managed, timeout));
    Thread thread = new Thread(answer, managed + ":ping");
    thread.setDaemon(true);
    thread.start();
    try {
      if (!awaited(answer, timeout, managed)) {
        throw managed.isClosing()
            ? closed(role, null)
            : role.failure(BuildStage.PING, "The connection was opened but is not valid.", null);
      }
    } catch (ExecutionException e) {
      throw managed.isClosing() ? closed(role, e.getCause()) : failure(role, e.getCause());
    } catch (TimeoutException e) {
      throw managed.isClosing()
          ? closed(role, null)
          : role.failure(
              BuildStage.PING, "The database did not answer within " + shown + ".", null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw role.failure(
          BuildStage.PING, "The thread was interrupted while it waited for an answer.", e);
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * Waits until the timeout or the closing of the data source, of which nobody tells this thread.
   */
  private static boolean awaited(
      FutureTask<Boolean> answer, Duration timeout, ManagedDataSource managed)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        return answer.get(Math.min(left, SLICE_NANOS), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= SLICE_NANOS || managed.isClosing()) {
          throw e;
        }
      }
    }
  }

  private static SqlBuildException closed(PoolRole role, @Nullable Throwable cause) {
    return role.failure(
        BuildStage.PING, "The pool was closed before the database had answered.", cause);
  }

  /**
   * Creates the error for a failed ping. Only what the database or its driver reports is called a
   * refusal.
   */
  private static SqlBuildException failure(PoolRole role, @Nullable Throwable cause) {
    if (cause instanceof LinkageError missing) {
      return role.unfit(missing);
    }
    if (cause instanceof NoCredentialsException withoutLogin) {
      return role.failure(BuildStage.PING, String.valueOf(withoutLogin.getMessage()), withoutLogin);
    }
    if (!(cause instanceof SQLException refusal)) {
      return role.failure(
          BuildStage.PING, "The ping failed before the database could answer: " + cause, cause);
    }
    String state = refusal.getSQLState();
    return role.failure(
        BuildStage.PING,
        "The database refused"
            + (state == null ? "" : ", SQLSTATE " + state)
            + ": "
            + cause.getMessage(),
        cause);
  }

  private static boolean ping(ManagedDataSource managed, Duration timeout) throws Exception {
    int seconds = (int) Math.ceil(timeout.toMillis() / 1000.0);
    // The driver gets the limit, too: an interrupt does not end a read, and the thread would keep
    // waiting.
    try (Connection connection = managed.handle().openWithin(seconds, () -> physical(managed))) {
      return connection.isValid(seconds);
    }
  }

  /** Opens a connection as the pool does, and past the pool if possible. */
  static Connection physical(ManagedDataSource managed) throws SQLException {
    // Only the pool knows a data source that a hook has replaced, or credentials that change.
    if (managed.getDataSource() == null || Unpooled.hasCredentialsProvider(managed)) {
      return managed.beforeMigrations();
    }
    return Unpooled.connection(managed);
  }
}
