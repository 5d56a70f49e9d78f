package io.github.guicesql.sqlmodule.internal.health;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one database how it is. At most one question is under way; all who ask meanwhile wait for
 * its answer, each for as long as it wants to. A question runs in a thread of its own, since a
 * driver's timeouts do not cover every way to hang, and the thread ends with it. The connection is
 * kept for the next question, but not for long, so that a changed password or address is noticed.
 * Thread-safe.
 */
public final class Probe {

  private static final Logger log = LoggerFactory.getLogger(Probe.class);
  private static final long CLOSE_LIMIT_MILLIS = 1000;

  private final ProbeTarget target;
  private final Supplier<String> name;
  private final long keptNanos;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Answer> underWay; // guarded by lock
  private @Nullable Thread asking; // guarded by lock; the last one, which may have ended
  private boolean closed; // guarded by lock
  private @Nullable Connection kept; // guarded by lock
  private long openedAt; // of the thread that asks

  /**
   * Creates a probe that has asked nothing.
   *
   * @param name the name of the database in the names of threads and in the log
   * @param kept how long a connection is kept
   */
  public Probe(ProbeTarget target, Supplier<String> name, Duration kept) {
    this.target = target;
    this.name = name;
    this.keptNanos = kept.toNanos();
  }

  /**
   * Asks, or joins those who have asked.
   *
   * @param limit how long the answer may take from now on
   * @return waits for the answer, until the limit
   * @throws IllegalArgumentException if the limit is not positive
   */
  public Supplier<Answer> ask(Duration limit) {
    long since = System.nanoTime();
    checkLimit(limit);
    CompletableFuture<Answer> answer = answer();
    return () -> await(answer, since, limit);
  }

  /** Refuses a limit that is not positive. */
  public static void checkLimit(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "The limit of a health check is " + limit + "; it must be more than zero.");
    }
  }

  private CompletableFuture<Answer> answer() {
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.completedFuture(Answer.now(Finding.CLOSED));
      }
      CompletableFuture<Answer> answer = underWay;
      if (answer == null) {
        CompletableFuture<Answer> asked = new CompletableFuture<>();
        Thread thread = thread(":health", () -> answer(asked));
        thread.start();
        asking = thread;
        underWay = asked;
        answer = asked;
      }
      return answer;
    }
  }

  private Thread thread(String suffix, Runnable task) {
    Thread thread = new Thread(task, name.get() + suffix);
    thread.setDaemon(true);
    return thread;
  }

  private static Answer await(CompletableFuture<Answer> answer, long since, Duration limit) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long remaining = nanos(limit) - (System.nanoTime() - since);
          return answer.get(Math.max(0, remaining), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          return Answer.now(Finding.late(limit));
        } catch (ExecutionException e) {
          throw new IllegalStateException("a probe's answer is never a failure", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? limit.toNanos() : Long.MAX_VALUE;
  }

  /** Asks on this thread. */
  private void answer(CompletableFuture<Answer> asked) {
    Finding finding;
    try {
      finding = Finding.answered(askKeptOrNew());
    } catch (Throwable e) { // whatever it is, those who wait have to be told
      log.debug("{}: the health check failed", name.get(), e);
      finding = Finding.failed(e);
    }
    Connection late = null;
    synchronized (lock) {
      underWay = null;
      if (closed) {
        late = kept;
        kept = null;
      }
    }
    asked.complete(Answer.now(finding));
    close(late);
  }

  /**
   * Asks on the kept connection, and on a new one if the database ended it: a restart or an idle
   * timeout of the server is no fault of now.
   */
  private @Nullable String askKeptOrNew() throws SQLException {
    Connection before = take();
    if (before != null) {
      if (System.nanoTime() - openedAt < keptNanos) {
        try {
          return ask(before);
        } catch (SQLException | RuntimeException e) {
          log.debug("{}: the connection for health checks has ended", name.get(), e);
        }
      } else {
        close(before);
      }
    }
    Connection opened = target.open();
    openedAt = System.nanoTime();
    return ask(opened);
  }

  private @Nullable Connection take() {
    synchronized (lock) {
      Connection before = kept;
      kept = null;
      return before;
    }
  }

  /** Asks on a connection, which is kept if it is still open afterwards. */
  private @Nullable String ask(Connection connection) throws SQLException {
    try {
      String readOnly = target.ask(connection);
      if (!connection.isClosed()) {
        synchronized (lock) {
          kept = connection;
        }
      }
      return readOnly;
    } catch (SQLException | RuntimeException | Error e) {
      close(connection);
      throw e;
    }
  }

  private void close(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: the connection for health checks did not close", name.get(), e);
    }
  }

  /** Answers those who wait, and all who ask from now on: the database is closed. */
  public void refuse() {
    CompletableFuture<Answer> waited;
    synchronized (lock) {
      closed = true;
      waited = underWay;
    }
    if (waited != null) {
      waited.complete(Answer.now(Finding.CLOSED));
    }
  }

  /**
   * Closes the kept connection, for which it waits no longer than a second. A question that is
   * under way closes its own.
   */
  public void close() {
    refuse();
    Connection idle = take();
    if (idle != null) {
      Thread thread = thread(":health-close", () -> close(idle));
      thread.start();
      join(thread);
    }
  }

  /**
   * Waits no longer than a second for a question that is under way, so that its connection is
   * closed, too: the thread may still be opening it.
   */
  public void awaitEnd() {
    Thread last;
    synchronized (lock) {
      last = asking;
    }
    if (last != null) {
      join(last);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
