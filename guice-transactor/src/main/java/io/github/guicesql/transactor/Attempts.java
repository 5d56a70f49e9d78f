package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.DatabaseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tries of one transaction. */
final class Attempts {

  private static final Logger log = LoggerFactory.getLogger(Transactor.class);
  private static final int MOST_DOUBLINGS = 30;

  private final Label label;
  private final Retry retry;
  private final Failures failures;
  private final @Nullable Deadline deadline;
  private final DatabaseObserver observer;
  private final long started = System.nanoTime();
  private List<Throwable> earlier = List.of();

  Attempts(
      Label label,
      Retry retry,
      Failures failures,
      @Nullable Deadline deadline,
      DatabaseObserver observer) {
    this.observer = observer;
    this.label = label;
    this.retry = retry;
    this.failures = failures;
    this.deadline = deadline;
  }

  /**
   * Decides whether the transaction is tried again, and pauses before. The pause is random, so that
   * transactions that collided do not meet again.
   */
  boolean isToBeRepeated(Throwable failure) {
    int failed = earlier.size() + 1;
    if (failed >= retry.tries() || !failures.isRetriable(failure)) {
      return false;
    }
    long pause = pause(failed);
    if (System.nanoTime() - started + pause > Deadline.nanos(retry.within())
        || (deadline != null && deadline.remainingNanos() <= pause)) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    log.debug("{}: try {} of {} failed", label, failed, retry.tries(), failure);
    if (earlier.isEmpty()) {
      earlier = new ArrayList<>();
    }
    earlier.add(failure);
    observer.transactionRetried(label.name());
    return true;
  }

  /** Publishes that there are no further tries. */
  void ended(DatabaseObserver.Outcome outcome) {
    observer.transactionEnded(label.name(), outcome, System.nanoTime() - started);
  }

  private long pause(int failed) {
    long first = Deadline.nanos(retry.firstPause());
    long longest = Deadline.nanos(retry.longestPause());
    int doublings = Math.min(failed - 1, MOST_DOUBLINGS);
    long bound = first > (longest >> doublings) ? longest : first << doublings;
    return bound == 0 ? 0 : ThreadLocalRandom.current().nextLong(bound + 1);
  }

  /** Keeps the failures of the earlier tries with the last one. */
  void keepEarlier(Throwable last) {
    for (Throwable each : earlier) {
      if (each != last) {
        last.addSuppressed(each);
      }
    }
  }
}
