package io.github.guicesql.sqlite;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often the connections of one pool found a prepared statement in their caches. Thread-safe.
 */
final class CacheCounts {

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  void count(boolean hit) {
    (hit ? hits : misses).increment();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
