package io.github.guicesql.slowlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many lines are permitted, and that the others are counted. */
final class RateLimitTest {

  @Test
  void tenInEachWindowAndTheOthersAreCounted() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may overflow
    RateLimit limit = new RateLimit(now::get);
    for (int window = 0; window < 3; window++) {
      for (int i = 0; i < RateLimit.MOST; i++) {
        assertThat(limit.acquire()).hasValue(window > 0 && i == 0 ? 7 : 0);
      }
      for (int i = 0; i < 7; i++) {
        assertThat(limit.acquire()).isEmpty();
      }
      now.addAndGet(RateLimit.WINDOW_NANOS);
    }
  }
}
