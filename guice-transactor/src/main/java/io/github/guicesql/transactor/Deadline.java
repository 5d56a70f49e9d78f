package io.github.guicesql.transactor;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time at which a transaction, or a nested call, is over.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 * @param timeout what was asked for, for error messages
 */
record Deadline(long nanos, Duration timeout) {

  private static final String TIMEOUT_EXPIRED = "HYT00";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Half the range of the clock, within which times can be compared: 146 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  /** Some drivers count milliseconds, as an int: 24 days. */
  private static final long MOST_SECONDS = Integer.MAX_VALUE / 1000;

  static @Nullable Deadline after(@Nullable Duration timeout) {
    return timeout == null ? null : new Deadline(System.nanoTime() + nanos(timeout), timeout);
  }

  /** Returns a duration in nanoseconds, or the longest that counts. */
  static long nanos(Duration duration) {
    return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }

  /** Returns the earlier of two. */
  static @Nullable Deadline earlier(@Nullable Deadline one, @Nullable Deadline other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.nanos - other.nanos <= 0 ? one : other;
  }

  long remainingNanos() {
    return nanos - System.nanoTime();
  }

  boolean isOver() {
    return remainingNanos() <= 0;
  }

  /** Limits a new statement to what is left, rounded up, since JDBC counts in whole seconds. */
  void limit(Statement statement) throws SQLException {
    long left = remainingNanos();
    if (left <= 0) {
      throw new SQLTimeoutException(problem(), TIMEOUT_EXPIRED);
    }
    long seconds = (left + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    statement.setQueryTimeout((int) Math.min(seconds, MOST_SECONDS));
  }

  String problem() {
    return "Its timeout of " + timeout + " is over.";
  }
}
