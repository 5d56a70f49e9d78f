package io.github.guicesql.transactor;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a thread's transaction of each exception that the pool sees in it, which HikariCP reports
 * to its exception override, whoever catches it. It changes nothing about the pool's own decision.
 */
final class FailureWatch implements SQLExceptionOverride {

  private static final Logger log = LoggerFactory.getLogger(Transactor.class);

  private final ThreadTransactions threads;
  private final boolean ofReader;
  private final Failures failures;
  private final @Nullable SQLExceptionOverride before;

  private FailureWatch(
      ThreadTransactions threads,
      boolean ofReader,
      Failures failures,
      @Nullable SQLExceptionOverride before) {
    this.threads = threads;
    this.ofReader = ofReader;
    this.failures = failures;
    this.before = before;
  }

  /**
   * Puts a watch in front of the pool's override. HikariCP 5 takes none.
   *
   * @param ofReader whether it is the pool of the database's reader
   */
  static void install(
      HikariConfig pool, ThreadTransactions threads, boolean ofReader, Failures failures) {
    try {
      pool.setExceptionOverride(
          new FailureWatch(threads, ofReader, failures, pool.getExceptionOverride()));
    } catch (NoSuchMethodError e) {
      log.debug("{}: its exceptions cannot be watched", pool.getPoolName(), e);
    }
  }

  /** Returns whether a watch is what the pool asks, after all hooks have run. */
  static boolean isInstalled(HikariConfig pool) {
    try {
      return pool.getExceptionOverride() instanceof FailureWatch;
    } catch (NoSuchMethodError e) {
      return false;
    }
  }

  @java.lang.Override
  public Override adjudicate(SQLException thrown) {
    // A thread may have transactions on both pools, one around the other.
    ActiveTransaction active = threads.active();
    while (active != null && active.isByReader() != ofReader) {
      active = active.suspended();
    }
    if (active != null) {
      active.statementFailed(thrown);
    } else if (!ofReader && threads.current() == null) {
      threads.strays().note(thrown, failures);
    }
    return before == null ? Override.CONTINUE_EVICT : before.adjudicate(thrown);
  }
}
