package io.github.guicesql.benchmarks;

import java.sql.SQLException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.sqlite.SQLiteException;

/** One thread of a cell: works until the time is over, and keeps what it saw in between. */
final class Worker {

  private final Ledger ledger;
  private final SplittableRandom random;
  private final Histogram done = new Histogram(3);
  private final Map<String, Long> errors = new TreeMap<>();
  private long doneInTime;
  private long longest;

  Worker(int thread) {
    ledger = new Ledger(thread);
    random = new SplittableRandom(thread);
  }

  /**
   * Measures what ends after {@code from}, warm before. What lasts beyond {@code until} counts as a
   * wait, not as throughput.
   */
  void work(Work work, Access access, long from, long until) {
    long start = System.nanoTime();
    while (start - until < 0) {
      String error = null;
      try {
        work.step(this, access);
      } catch (SQLException e) {
        error = e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : e.toString();
      }
      long end = System.nanoTime();
      if (end - from >= 0) {
        longest = Math.max(longest, end - start);
        if (error != null) {
          errors.merge(error, 1L, Long::sum);
        } else {
          done.recordValue(end - start);
          if (end - until <= 0) {
            doneInTime++;
          }
        }
      }
      start = end;
    }
  }

  Ledger ledger() {
    return ledger;
  }

  int random(int bound) {
    return random.nextInt(bound);
  }

  Histogram done() {
    return done;
  }

  Map<String, Long> errors() {
    return errors;
  }

  long doneInTime() {
    return doneInTime;
  }

  long longest() {
    return longest;
  }
}
