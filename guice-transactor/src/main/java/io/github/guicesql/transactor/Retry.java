package io.github.guicesql.transactor;

import java.time.Duration;

/**
 * How often, how long and after which pauses a transaction is tried again. Immutable.
 *
 * <p>Only failures with which the database says that it undid the transaction, and that it may
 * succeed if it is run again, are retried: serialization failures, deadlocks, and SQLite's busy. A
 * commit whose outcome is unknown never is. The work runs anew from its beginning, so it must not
 * have effects outside the database.
 *
 * <p>The pause before each further try is random, between nothing and a bound that doubles with
 * each failure, so that transactions that collided do not collide again.
 *
 * @param tries the maximum number of runs, the first one included; at least 1
 * @param within no further try begins later than this after the first one began
 * @param firstPause the bound of the first pause
 * @param longestPause the bound that is never exceeded
 */
public record Retry(int tries, Duration within, Duration firstPause, Duration longestPause) {

  /** One run, which is the default. */
  static final Retry NEVER = times(1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there are fewer tries than one or a duration is negative
   */
  public Retry {
    if (tries < 1) {
      throw new IllegalArgumentException("tries is " + tries + "; it has to be at least 1.");
    }
    check("within", within);
    check("firstPause", firstPause);
    check("longestPause", longestPause);
  }

  private static void check(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " is " + value + "; it must not be negative.");
    }
  }

  /** Up to so many runs within 10 s, with pauses of up to 10 ms at first and 1 s at most. */
  public static Retry times(int tries) {
    return new Retry(tries, Duration.ofSeconds(10), Duration.ofMillis(10), Duration.ofSeconds(1));
  }

  /** Sets the time after which no further try begins. */
  public Retry within(Duration newWithin) {
    return new Retry(tries, newWithin, firstPause, longestPause);
  }

  /** Sets the bounds of the first pause and of all. */
  public Retry withPauses(Duration newFirstPause, Duration newLongestPause) {
    return new Retry(tries, within, newFirstPause, newLongestPause);
  }
}
