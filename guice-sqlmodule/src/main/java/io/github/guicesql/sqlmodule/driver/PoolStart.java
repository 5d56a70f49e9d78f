package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Starts a pool with its first connection, on the thread of one borrower while the others wait. In
 * HikariCP, each of them would try in turn while a database is down.
 */
final class PoolStart {

  private final ManagedDataSource pool;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean started;
  private volatile boolean tried;
  private boolean starting; // guarded by lock
  private boolean closed; // guarded by lock
  private long failedAt; // guarded by lock
  private @Nullable SQLException failure; // guarded by lock

  PoolStart(ManagedDataSource pool) {
    this.pool = pool;
  }

  /** Returns whether the pool has opened its first connection. */
  boolean isStarted() {
    return started;
  }

  /**
   * Returns whether a borrower has wanted a connection, even if the migrations kept it from one.
   */
  boolean wasTried() {
    return tried;
  }

  /** Records that a borrower wants a connection. */
  void wanted() {
    if (!tried) { // most borrowers need not write
      tried = true;
    }
  }

  /**
   * Opens the first connection. If another thread is opening it, waits for that thread and returns
   * null: the pool is then started or closed.
   */
  @Nullable Connection firstConnection() throws SQLException {
    return awaitTurn(System.nanoTime()) ? open() : null;
  }

  /** Waits for other threads that start the pool, and returns whether this thread must start it. */
  private boolean awaitTurn(long arrived) throws SQLException {
    long remaining = TimeUnit.MILLISECONDS.toNanos(pool.getConnectionTimeout());
    lock.lock();
    try {
      while (starting && !closed) {
        if (remaining <= 0) {
          throw new SQLTransientConnectionException(
              pool.getPoolName()
                  + ": another thread has been opening the pool's first connection for "
                  + pool.getConnectionTimeout()
                  + " ms");
        }
        remaining = changed.awaitNanos(remaining);
      }
      if (started || closed) {
        return false;
      }
      if (failure != null && failedAt - arrived > 0) {
        // The start failed while this thread waited: trying again would only take longer.
        throw new SQLException(
            failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), failure);
      }
      starting = true;
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException(
          pool.getPoolName() + ": interrupted while waiting for the first connection", e);
    } finally {
      lock.unlock();
    }
  }

  private Connection open() throws SQLException {
    SQLException failed = null;
    try {
      return pool.pooledConnection();
    } catch (SQLException e) {
      failed = e;
      throw e;
    } finally {
      lock.lock();
      try {
        failure = failed;
        failedAt = System.nanoTime();
        starting = false;
        started = pool.getHikariPoolMXBean() != null;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Wakes the threads that wait for the first connection. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no thread is opening the first connection; returns whether that is so. */
  boolean awaitQuiet(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long remaining = nanos;
      while (starting && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      return !starting;
    } finally {
      lock.unlock();
    }
  }
}
