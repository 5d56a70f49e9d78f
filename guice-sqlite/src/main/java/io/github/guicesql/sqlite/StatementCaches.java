package io.github.guicesql.sqlite;

import java.util.HashSet;
import java.util.Set;

/**
 * The statement caches of one pool's connections, and what those of closed connections have
 * counted. Each cache counts by itself, so that its connection waits for no other one. Thread-safe.
 */
final class StatementCaches {

  private final Set<StatementCache> open = new HashSet<>(); // guarded by this
  private long closedHits; // guarded by this
  private long closedMisses; // guarded by this

  synchronized void opened(StatementCache cache) {
    open.add(cache);
  }

  synchronized void closed(StatementCache cache) {
    if (open.remove(cache)) {
      closedHits += cache.hits();
      closedMisses += cache.misses();
    }
  }

  /** How often a connection has found a prepared statement in its cache. */
  synchronized long hits() {
    long sum = closedHits;
    for (StatementCache cache : open) {
      sum += cache.hits();
    }
    return sum;
  }

  /** How often it has not. */
  synchronized long misses() {
    long sum = closedMisses;
    for (StatementCache cache : open) {
      sum += cache.misses();
    }
    return sum;
  }

  /** The estimated bytes of the statements that nobody uses at the moment. */
  synchronized long size() {
    long sum = 0;
    for (StatementCache cache : open) {
      sum += cache.size();
    }
    return sum;
  }
}
