package io.github.guicesql.sqlmodule.internal.migration;

import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a database's migrations run once, before its first connection is lent, while all borrowers
 * wait. An attempt has a thread of its own: a borrower that is interrupted leaves without ending
 * what the others wait for, and a closing pool can interrupt the attempt without touching a
 * borrower. After a failed attempt, the next borrower begins another one. Thread-safe.
 */
public final class Migrator {

  private static final Logger log = LoggerFactory.getLogger(Migration.class);

  /** Runs the migrations. */
  @FunctionalInterface
  public interface Run {

    /**
     * Runs them one after the other, and closes everything that they have opened.
     *
     * @throws SQLException if one fails; its cause is always a {@link SqlBuildException}
     */
    void of(List<Migration> migrations) throws SQLException;
  }

  /** One run of the migrations. */
  private static final class Attempt {
    private @Nullable Thread thread;
    private @Nullable SQLException failure;
    private boolean finished;
  }

  private final Migrated pool;
  private final Run run;
  private final MigrationList migrations;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean done;
  private @Nullable Attempt running; // guarded by lock
  private boolean closed; // guarded by lock
  private int waiting; // guarded by lock

  /**
   * Creates a migrator.
   *
   * @param migrations provides the migrations, on the thread of the first borrower; what it throws
   *     fails the attempt
   */
  public Migrator(Migrated pool, Run run, MigrationList migrations) {
    this.pool = pool;
    this.run = run;
    this.migrations = migrations;
    done = migrations.isEmpty();
  }

  /**
   * Returns when the database is migrated, or when the pool is closing. The first caller has the
   * migrations run and waits for as long as they take, the others for at most the pool's connection
   * timeout.
   *
   * @throws SQLException if the migrations failed, its cause is then a {@link SqlBuildException};
   *     if the caller waited too long; or if it was interrupted and stays so
   */
  public void await() throws SQLException {
    if (done) {
      return;
    }
    lock.lock();
    try {
      if (done || closed) {
        return;
      }
      Attempt attempt = running;
      if (attempt == null) {
        awaitOwn(begin());
      } else {
        awaitOther(attempt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException(pool.name() + ": interrupted while waiting for the migrations", e);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the database is migrated. */
  public boolean isDone() {
    return done;
  }

  /**
   * Runs the migrations for the build of the data source.
   *
   * @throws SqlBuildException if they failed, or the pool was closed meanwhile
   */
  public void runNow() {
    try {
      await();
    } catch (SQLException e) {
      throw e.getCause() instanceof SqlBuildException typed
          ? typed
          : pool.failure(String.valueOf(e.getMessage()), e);
    }
    if (!done) {
      throw pool.failure("The pool was closed while its migrations ran.", null);
    }
  }

  private Attempt begin() {
    Attempt attempt = new Attempt();
    running = attempt;
    List<Migration> list;
    // Guice may make migrations wait for a thread that waits for this lock.
    lock.unlock();
    try {
      list = migrations.get();
    } catch (RuntimeException | Error e) {
      lock.lock();
      finish(attempt, failure("The migrations could not be created; the cause says why.", e));
      return attempt;
    }
    lock.lock();
    if (list.isEmpty()) {
      finish(attempt, null);
    } else if (closed) {
      finish(attempt, failure("The pool was closed before its migrations ran.", null));
    } else {
      start(attempt, list);
    }
    return attempt;
  }

  private void start(Attempt attempt, List<Migration> list) {
    Thread thread = new Thread(() -> run(attempt, list), pool.name() + ":migrate");
    thread.setDaemon(true);
    attempt.thread = thread;
    try {
      thread.start();
    } catch (Throwable e) {
      finish(attempt, failure("The thread for the migrations could not be started.", e));
    }
  }

  private void run(Attempt attempt, List<Migration> list) {
    SQLException failure = null;
    try {
      run.of(list);
    } catch (SQLException e) {
      failure = e;
    } catch (Throwable e) {
      failure = failure("The migrations failed: " + e, e);
    }
    lock.lock();
    try {
      if (failure != null && waiting == 0) {
        log.warn("{}: the migrations failed, and nobody waits for them", pool.name(), failure);
      }
      finish(attempt, failure);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the attempt. The caller holds the lock. */
  private void finish(Attempt attempt, @Nullable SQLException failure) {
    attempt.failure = failure;
    attempt.finished = true;
    attempt.thread = null;
    running = null;
    done = failure == null;
    changed.signalAll();
  }

  private void awaitOwn(Attempt attempt) throws SQLException, InterruptedException {
    waiting++;
    try {
      while (!attempt.finished && !closed) {
        changed.await();
      }
    } finally {
      waiting--;
    }
    throwIfFailed(attempt);
  }

  private void awaitOther(Attempt attempt) throws SQLException, InterruptedException {
    if (attempt.thread == Thread.currentThread()) {
      throw new SQLException(
          pool.name()
              + ": a migration asks the pool for a connection, which lends none before the"
              + " migrations are done. Use the data source that the migration is called with.");
    }
    long remaining = TimeUnit.MILLISECONDS.toNanos(pool.connectionTimeoutMillis());
    waiting++;
    try {
      while (!attempt.finished && !closed) {
        if (remaining <= 0) {
          throw new SQLTransientConnectionException(
              pool.name()
                  + ": the migrations have been running for "
                  + pool.connectionTimeoutMillis()
                  + " ms, and no connection is lent before they are done");
        }
        remaining = changed.awaitNanos(remaining);
      }
    } finally {
      waiting--;
    }
    throwIfFailed(attempt);
  }

  /** Throws an exception of the caller's own: an attempt may have several waiters. */
  private static void throwIfFailed(Attempt attempt) throws SQLException {
    SQLException failure = attempt.failure;
    if (failure != null) {
      throw new SQLException(
          failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), failure.getCause());
    }
  }

  private SQLException failure(String problem, @Nullable Throwable cause) {
    SqlBuildException typed = pool.failure(problem, cause);
    return new SQLException(typed.getMessage(), typed);
  }

  /** Wakes the borrowers that wait, and begins no further attempt. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the migrations that are running. */
  public void stop() {
    lock.lock();
    try {
      if (running != null && running.thread != null) {
        log.warn("{}: the pool closes, and its migrations are told to stop", pool.name());
        running.thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no migration is running; returns whether that is so. */
  public boolean awaitQuiet(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long remaining = nanos;
      while (running != null && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      return running == null;
    } finally {
      lock.unlock();
    }
  }
}
