package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a database that is not there yet: repeats a step that needs it, with growing pauses, as
 * long as the step's failure may heal by itself, up to the connect wait. The driver decides what
 * may heal ({@link DriverHandle#canHeal}). An interrupt or the closing of the data source ends the
 * wait.
 */
final class DatabaseWait {

  private static final Logger log = LoggerFactory.getLogger(DatabaseWait.class);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final PoolRole role;
  private final ManagedDataSource managed;
  private final Duration limit;
  private final String shownLimit;

  DatabaseWait(PoolRole role, ManagedDataSource managed, ConfigValues values) {
    this.role = role;
    this.managed = managed;
    limit = values.find(DriverModule.CONNECT_WAIT).orElse(Duration.ZERO);
    shownLimit = values.shown(DriverModule.CONNECT_WAIT);
  }

  /** Whether there is anything to wait: without a connect wait, a step is tried once. */
  private boolean isWanted() {
    return !limit.isZero();
  }

  /**
   * Repeats a step until it succeeds.
   *
   * @param step throws {@link SqlBuildException} whose cause is the driver's exception, or none if
   *     the database did not answer
   * @throws SqlBuildException the step's last failure, which tells how long it was waited for
   */
  void until(Runnable step) {
    long began = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    String reason = "";
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        if (attempt > 1) {
          log.info("{}: {} is there, at attempt {}", managed, managed.handle(), attempt);
        }
        return;
      } catch (SqlBuildException e) {
        if (!isWanted() || managed.isClosing() || !canHeal(e.getCause())) {
          throw e;
        }
        long left = limit.toNanos() - (System.nanoTime() - began);
        if (left <= 0) {
          throw role.failure(
              e.stage(),
              "The database was waited for, for " + shownLimit + ". " + problem(e),
              e.getCause());
        }
        if (!problem(e).equals(reason)) {
          reason = problem(e);
          log.info(
              "{}: waits for {}, for at most {}: {}",
              managed,
              managed.handle(),
              shownLimit,
              reason);
        }
        sleep(Math.min(pause, left));
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      }
    }
  }

  private boolean canHeal(@Nullable Throwable cause) {
    return cause == null
        || (cause instanceof SQLException refusal && managed.handle().canHeal(refusal));
  }

  /**
   * Returns the message, in one line, without the database and the stage, with which each begins.
   */
  private static String problem(SqlBuildException e) {
    String message = String.valueOf(e.getMessage());
    String stage = ", " + e.stage() + ": ";
    return message
        .substring(message.indexOf(stage) + stage.length())
        .replaceAll("\\s*\\R\\s*", " ");
  }

  private void sleep(long nanos) {
    long deadline = System.nanoTime() + nanos;
    try {
      for (long left = nanos; left > 0 && !managed.isClosing(); ) {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, SLICE_NANOS));
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw role.failure(
          BuildStage.PING, "The thread was interrupted while it waited for the database.", e);
    }
  }
}
