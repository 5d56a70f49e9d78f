package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a pool: wakes the threads that wait in it, waits until the drain is over for borrowed
 * connections to be returned, aborts the others, and closes the pool and the driver's handle below
 * it.
 *
 * <p>HikariCP's own {@code close()} lets waiting threads wait for their whole timeout, stops
 * half-way in an interrupted thread, and misses a pool whose first connection is still being
 * opened. New borrowers are refused before this begins.
 */
final class PoolShutdown {

  private static final Logger log = LoggerFactory.getLogger(PoolShutdown.class);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long WAKE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  /** How long a migration has after it was told to stop and its connections were aborted. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The limit after the drain: aborting takes up to 2 s, and HikariCP's close another 2 s. */
  private static final long CLOSE_LIMIT_SECONDS = 5;

  private final ManagedDataSource pool;
  private final DriverHandle handle;
  private final Migrator migrator;
  private final PoolStart start;
  private final Borrowers borrowers;
  private final InstalledDatabase database;
  private final Object closeLock = new Object();
  private volatile boolean drained;
  private @Nullable FutureTask<Void> closing; // guarded by this

  PoolShutdown(
      ManagedDataSource pool,
      DriverHandle handle,
      Migrator migrator,
      PoolStart start,
      Borrowers borrowers,
      InstalledDatabase database) {
    this.pool = pool;
    this.handle = handle;
    this.migrator = migrator;
    this.start = start;
    this.borrowers = borrowers;
    this.database = database;
  }

  /**
   * Closes once; a second caller waits for the first. An interrupt ends the drain and stays set.
   */
  void close(Duration drain) {
    long deadline = System.nanoTime() + drain.toNanos();
    synchronized (closeLock) {
      boolean interrupted = Thread.interrupted();
      try {
        start.close();
        migrator.close();
        releaseWaiters();
        if (!interrupted) {
          interrupted = !drainUntil(deadline);
        }
        interrupted |= !awaitStart(deadline);
        interrupted |= !awaitMigrations(interrupted ? 0 : deadline - System.nanoTime());
        migrator.stop();
        drained = true;
        finish();
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /**
   * Wakes the threads that wait for a connection. At first it adds one connection to the pool's
   * maximum. That connection passes from waiter to waiter, since each of them now returns it at
   * once. This needs no interrupt, which could coincide with one from the thread's owner. A
   * database that does not answer provides no such connection; then the waiters are interrupted.
   */
  private void releaseWaiters() {
    long began = System.nanoTime();
    Thread last = null;
    while (!borrowers.isEmpty()) {
      long waited = System.nanoTime() - began;
      HikariPoolMXBean statistics = pool.getHikariPoolMXBean();
      if (last == null && statistics != null && statistics.getThreadsAwaitingConnection() > 0) {
        last = handOneAround(statistics);
      }
      if (waited > WAKE_NANOS) {
        break;
      }
      if (waited > HAND_OVER_NANOS) {
        borrowers.wakeParked();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (last != null) {
      last.interrupt();
    }
  }

  private Thread handOneAround(HikariPoolMXBean statistics) {
    pool.setMaximumPoolSize(
        Math.max(pool.getMaximumPoolSize(), statistics.getTotalConnections()) + 1);
    Thread last =
        new Thread(
            () -> {
              // This request makes the pool open the connection.
              try (Connection connection = pool.pooledConnection()) {
                log.debug("{}: {} has released the waiting threads", pool, connection);
              } catch (SQLException | RuntimeException e) {
                log.debug("{}: no connection to release the waiting threads with", pool, e);
              }
            },
            pool.getPoolName() + ":release");
    last.setDaemon(true);
    last.start();
    return last;
  }

  /**
   * Waits until the deadline for connections to be returned. Returns false if the thread was
   * interrupted, which ends the drain; the interrupt flag is then clear.
   */
  private boolean drainUntil(long deadline) {
    while (!Thread.interrupted()) {
      int active = borrowed();
      if (active == 0) {
        return true;
      }
      if (deadline - System.nanoTime() <= 0) {
        log.warn("{}: {} borrowed connections were not returned and are aborted", pool, active);
        return true;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return false;
  }

  private int borrowed() {
    HikariPoolMXBean statistics = pool.getHikariPoolMXBean();
    return statistics == null || pool.isClosed() ? 0 : statistics.getActiveConnections();
  }

  /**
   * Waits until no thread is opening the first connection. Returns false if the thread was
   * interrupted.
   */
  private boolean awaitStart(long deadline) {
    try {
      start.awaitQuiet(Math.max(0, deadline - System.nanoTime()));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Waits until no migration is running. Returns false if the thread was interrupted. */
  private boolean awaitMigrations(long nanos) {
    try {
      migrator.awaitQuiet(nanos);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /**
   * Closes the pool after the drain. If a thread is still opening the pool's first connection, that
   * thread calls this method when it is done. Does nothing before the end of the drain, and nothing
   * when called again.
   */
  void finish() {
    FutureTask<Void> task;
    synchronized (this) {
      if (!drained || closing != null || !isQuiet()) {
        return;
      }
      task =
          new FutureTask<>(
              () -> {
                closePoolAndHandle();
                return null;
              });
      closing = task;
    }
    // HikariCP's close would stop half-way on an interrupted thread and never resume.
    Thread thread = new Thread(task, pool.getPoolName() + ":close");
    thread.setDaemon(true);
    thread.start();
    await(thread, task);
  }

  private boolean isQuiet() {
    boolean interrupted = Thread.interrupted();
    try {
      return start.awaitQuiet(0);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A driver that heeds nothing must not hold up whatever else the registry has to close. */
  private void await(Thread thread, FutureTask<Void> task) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_LIMIT_SECONDS);
    boolean interrupted = false;
    try {
      long remaining = deadline - System.nanoTime();
      while (thread.isAlive() && remaining > 0) {
        try {
          thread.join(TimeUnit.NANOSECONDS.toMillis(remaining) + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        remaining = deadline - System.nanoTime();
      }
      if (thread.isAlive()) {
        log.warn(
            "{}: {} connections are still not closed; closing goes on in the background",
            pool,
            handle.connections().size());
      } else {
        task.get();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException e) {
      throw new LifecycleException(pool.getPoolName() + ": the driver did not close", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closePoolAndHandle() throws Exception {
    try {
      handle.refuseNew();
      boolean migrating = !migrator.awaitQuiet(0);
      int left = borrowed();
      if (left > 0) {
        handle.observer().connectionsAborted(left);
      }
      if (left > 0 || migrating) {
        handle.abortAll();
      }
      if (migrating && !migrator.awaitQuiet(STOP_NANOS)) {
        log.warn("{}: a migration has not stopped; its connections are aborted", pool);
      }
      pool.closePool();
    } finally {
      try {
        handle.closeAll();
        pool.awaitProbe();
      } finally {
        database.closed();
      }
    }
  }
}
