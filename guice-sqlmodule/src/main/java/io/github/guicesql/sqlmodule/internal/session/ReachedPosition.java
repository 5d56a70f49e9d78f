package io.github.guicesql.sqlmodule.internal.session;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks a replica again and again whether it has reached a position. */
public final class ReachedPosition {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private ReachedPosition() {}

  /** Asks the server once. */
  @FunctionalInterface
  public interface Question {
    /** Returns whether the position is reached. */
    boolean ask() throws SQLException;
  }

  /**
   * Asks until the answer is yes or the limit is over, at least once. An interrupt ends the wait
   * and stays set.
   */
  public static boolean within(Duration limit, Question question) throws SQLException {
    long deadline = System.nanoTime() + limit.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    while (!question.ask()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    return true;
  }
}
