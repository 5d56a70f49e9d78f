package io.github.guicesql.benchmarks;

import java.time.Duration;
import java.util.Map;

/**
 * What one cell gave.
 *
 * @param perSecond operations done within the time
 * @param p50 of the operations that were done, each from before it borrows its connection until
 *     after it gave it back
 * @param longest of all operations, failed ones too
 * @param done how many were done, those that ended late included
 * @param errors how many failed, by what SQLite or the pool said
 */
record Measurement(
    int round,
    Cell cell,
    double perSecond,
    Duration p50,
    Duration p99,
    Duration longest,
    long done,
    Map<String, Long> errors,
    Ledger.Difference difference) {

  long failed() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
