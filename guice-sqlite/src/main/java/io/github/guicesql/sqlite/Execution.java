package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.WriteGate.Waiter;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.core.DB;

/**
 * One execution of a statement: the time it has, and whether it was cancelled. Both count from the
 * moment it is called, so that they cover the wait for the write permit.
 */
final class Execution {

  private final Interrupter interrupter;
  private final Borrow borrow;
  private final int timeoutSeconds;
  private final long started = System.nanoTime();
  private final @Nullable CompletableFuture<Void> timer;
  private volatile boolean cancelled;
  private volatile boolean timedOut;
  private boolean ended; // guarded by this
  private @Nullable Waiter waiter; // guarded by this

  /** Starts to count; 0 seconds is no limit. */
  Execution(Interrupter interrupter, Borrow borrow, int timeoutSeconds) {
    this.interrupter = interrupter;
    this.borrow = borrow;
    this.timeoutSeconds = timeoutSeconds;
    timer = timeoutSeconds == 0 ? null : timer(timeoutSeconds);
  }

  private CompletableFuture<Void> timer(int seconds) {
    CompletableFuture<Void> timer =
        new CompletableFuture<Void>().completeOnTimeout(null, seconds, TimeUnit.SECONDS);
    CompletableFuture<Void> unused =
        timer.thenRun(
            () -> {
              timedOut = true;
              stop();
            });
    return timer;
  }

  /** Ends the execution early, from another thread: its wait for the permit or what it runs. */
  void cancel() {
    cancelled = true;
    stop();
  }

  private synchronized void stop() {
    if (ended) {
      return;
    }
    if (waiter != null) {
      waiter.cancel();
    }
    try {
      interrupter.interrupt();
    } catch (SQLException closedMeanwhile) {
      return;
    }
    // SQLite forgets an interrupt that comes just before a statement starts: it is repeated.
    CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS, Runnable::run).execute(this::stop);
  }

  /** Called when the execution begins to wait for the write permit, and with null when it ends. */
  synchronized void waitsAs(@Nullable Waiter waiter) {
    this.waiter = waiter;
    if (waiter != null && (isStopped() || borrow.isOver())) {
      waiter.cancel();
    }
  }

  synchronized void end() {
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private boolean isStopped() {
    return cancelled || timedOut;
  }

  boolean hasTimeout() {
    return timeoutSeconds > 0;
  }

  /** Returns the rest of this time, or of the query timeout if that is less; at least 0. */
  long restNanos(long nanos) {
    long limit =
        timeoutSeconds == 0 ? nanos : Math.min(nanos, TimeUnit.SECONDS.toNanos(timeoutSeconds));
    return Math.max(0, limit - (System.nanoTime() - started));
  }

  /** Throws if the connection was returned, by another thread: it may be another one's now. */
  void checkBorrow() throws SQLException {
    borrow.check();
  }

  /** Throws if the execution was cancelled while it waited, or its connection returned. */
  void check() throws SQLException {
    checkBorrow();
    if (isStopped()) {
      throw explain(DB.newSQLException(SQLiteErrorCode.SQLITE_INTERRUPT.code, "interrupted"));
    }
  }

  /** SQLite's failure as JDBC names it: one that came of the query timeout says so. */
  SQLException explain(SQLException failure) {
    boolean interrupted = failure.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
    boolean busy = failure.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code;
    boolean late = (interrupted && timedOut) || (busy && restNanos(Long.MAX_VALUE) == 0);
    if (hasTimeout() && late) {
      return SqlStates.ofTimeout(timeoutSeconds, failure);
    }
    return failure;
  }
}
