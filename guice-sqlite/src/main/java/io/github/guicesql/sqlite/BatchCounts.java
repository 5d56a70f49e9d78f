package io.github.guicesql.sqlite;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Arrays;

/**
 * The update counts of a batch that stops at the first entry that fails. JDBC tells by their number
 * how far it came; the driver has a count of 0 for each entry that did not run.
 */
final class BatchCounts {

  private final long[] counts;
  private int done;

  BatchCounts(int entries) {
    counts = new long[entries];
  }

  /** The next entry has run, and changed that many rows. */
  void add(long count) {
    counts[done++] = count;
  }

  /** The number of entries that have run. */
  int done() {
    return done;
  }

  boolean isComplete() {
    return done == counts.length;
  }

  /** Returns the counts of the entries that have run. */
  long[] toArray() {
    return Arrays.copyOf(counts, done);
  }

  /**
   * What JDBC has a batch throw when its next entry has failed. A failure whose type says more than
   * that stays what it is, and the counts are in its next exception.
   */
  SQLException failure(SQLException e) {
    boolean saysMore = e instanceof SQLTimeoutException || e instanceof OutcomeUnknownException;
    BatchUpdateException failure =
        new BatchUpdateException(
            "batch entry " + done + ": " + e.getMessage(),
            e.getSQLState(),
            e.getErrorCode(),
            toArray(),
            saysMore ? null : e);
    if (saysMore) {
      e.setNextException(failure);
      return e;
    }
    failure.setNextException(e);
    return failure;
  }
}
