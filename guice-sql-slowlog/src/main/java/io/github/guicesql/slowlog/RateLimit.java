package io.github.guicesql.slowlog;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Permits at most 10 lines in 10 seconds, and counts the others. Thread-safe. */
final class RateLimit {

  static final int MOST = 10;
  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier clock;
  private long windowBegan; // guarded by this
  private int permitted; // guarded by this
  private long leftOut; // guarded by this

  RateLimit(LongSupplier clock) {
    this.clock = clock;
    windowBegan = clock.getAsLong();
  }

  /** Returns how many were left out since the last permitted line, or empty if this one is, too. */
  synchronized OptionalLong acquire() {
    long now = clock.getAsLong();
    if (now - windowBegan >= WINDOW_NANOS) {
      windowBegan = now;
      permitted = 0;
    }
    if (permitted == MOST) {
      leftOut++;
      return OptionalLong.empty();
    }
    permitted++;
    OptionalLong before = OptionalLong.of(leftOut);
    leftOut = 0;
    return before;
  }
}
