package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A pool with an end that can be relied on. HikariCP's own {@code close()} leaves threads that wait
 * for a connection to their whole timeout, stops half-way in an interrupted thread, and misses a
 * pool whose first connection is still being opened. Here closing refuses new borrowers, wakes
 * those who wait, lets borrowed connections come home until a deadline, cuts off the others, closes
 * the pool, and then the driver's data source below it.
 */
final class ManagedDataSource implements DataSource, AutoCloseable {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(ManagedDataSource.class);
  private static final long DRAIN_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final String CONNECTION_DOES_NOT_EXIST = "08003";

  private final HikariDataSource pool;
  private final Set<Borrower> borrowers = ConcurrentHashMap.newKeySet();

  /** Held by the thread that opens the pool's first connection, or shuts the pool down. */
  private final ReentrantLock startLock = new ReentrantLock();

  private final Object closeLock = new Object();
  private @Nullable StartFailure lastStartFailure; // guarded by startLock
  private boolean poolClosed; // guarded by startLock
  private volatile boolean started;
  private volatile boolean closed;

  ManagedDataSource(HikariDataSource pool) {
    this.pool = pool;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Borrower borrower = new Borrower(Thread.currentThread());
    borrowers.add(borrower);
    try {
      refuseIfClosed(null);
      Connection connection = started ? pool.getConnection() : startAndGetConnection();
      if (closed) { // since it was asked for: it must not be lost on the way
        connection.close();
        throw new PoolClosedException(this, null);
      }
      return connection;
    } catch (SQLException e) {
      refuseIfClosed(e);
      throw e;
    } finally {
      borrowers.remove(borrower);
      borrower.done();
    }
  }

  private Connection startAndGetConnection() throws SQLException {
    long arrived = System.nanoTime();
    awaitStartLock();
    try {
      refuseIfClosed(null);
      StartFailure failure = lastStartFailure;
      if (!started && failure != null && failure.at - arrived > 0) {
        // It failed while this thread waited: asking again, one after the other, would only be
        // slow.
        SQLException e = failure.cause;
        throw new SQLException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
      }
      return openFirstConnection();
    } finally {
      startLock.unlock();
      shutDownIfClosed();
    }
  }

  /** What {@link #close} left to the thread that was opening the first connection. */
  private void shutDownIfClosed() {
    if (closed) {
      try {
        shutDown(Duration.ZERO);
      } catch (LifecycleException e) {
        log.warn("{} was closed while it opened its first connection", this, e);
      }
    }
  }

  private Connection openFirstConnection() throws SQLException {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      lastStartFailure = new StartFailure(System.nanoTime(), e);
      throw e;
    } finally {
      started = pool.getHikariPoolMXBean() != null;
    }
  }

  private void awaitStartLock() throws SQLException {
    try {
      if (!startLock.tryLock(pool.getConnectionTimeout(), TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException(
            this
                + ": another thread has been opening the pool's first connection for "
                + pool.getConnectionTimeout()
                + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException(this + ": interrupted while waiting for the first connection", e);
    }
  }

  private void refuseIfClosed(@Nullable SQLException cause) throws SQLException {
    if (closed) {
      throw cause instanceof PoolClosedException ? cause : new PoolClosedException(this, cause);
    }
  }

  /** For those who close what they did not open: lets nobody finish. The registry drains. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /**
   * Closes once; a second caller waits for the first. Borrowed connections have until the drain.
   */
  void close(Duration drain) {
    long deadline = System.nanoTime() + drain.toNanos();
    synchronized (closeLock) {
      closed = true;
      borrowers.forEach(Borrower::wake);
      boolean interrupted = !drainUntil(deadline);
      try {
        shutDown(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Answers false if the thread was interrupted, which ends the drain; the flag is then clear. */
  private boolean drainUntil(long deadline) {
    while (!Thread.interrupted()) {
      int active = borrowed();
      if (active == 0) {
        return true;
      }
      if (deadline - System.nanoTime() <= 0) {
        log.warn("{}: {} borrowed connections did not come home and are closed", this, active);
        return true;
      }
      LockSupport.parkNanos(DRAIN_POLL_NANOS);
    }
    return false;
  }

  private int borrowed() {
    HikariPoolMXBean statistics = pool.getHikariPoolMXBean();
    return statistics == null || pool.isClosed() ? 0 : statistics.getActiveConnections();
  }

  /**
   * Waits for a thread that is still opening the first connection; if that takes too long, the pool
   * is left to that thread, which calls this in its turn.
   */
  private void shutDown(Duration patience) {
    boolean interrupted = Thread.interrupted();
    try {
      if (startLock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          closePool();
        } finally {
          startLock.unlock();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** On a thread that nobody interrupts: HikariCP would stop half-way, and never go on. */
  private void closePool() {
    if (poolClosed) {
      return;
    }
    poolClosed = true;
    FutureTask<Void> closing =
        new FutureTask<>(
            () -> {
              closePoolAndSource();
              return null;
            });
    Thread thread = new Thread(closing, this + ":close");
    thread.start();
    joinUninterruptibly(thread);
    try {
      closing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new LifecycleException(this + ": the driver's data source did not close", e.getCause());
    }
  }

  private void closePoolAndSource() throws Exception {
    DataSource source = pool.getDataSource();
    if (source instanceof UnpooledDataSource unpooled) {
      unpooled.closing();
      if (borrowed() > 0) {
        unpooled.cutOffAll(this + ":cut-off");
      }
    }
    pool.close();
    if (source instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        this + ": the pool's connections have one user; use getConnection()");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return pool.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || pool.isWrapperFor(type);
  }

  /** The pool's name, which is the data source's token. */
  @Override
  public String toString() {
    return String.valueOf(pool.getPoolName());
  }

  private record StartFailure(long at, SQLException cause) {}

  /**
   * A thread inside {@link #getConnection()}. HikariCP's waiters heed nothing but an interrupt, so
   * that is how they are woken; one that arrives too late must not leak out to the caller.
   */
  private static final class Borrower {

    private final Thread thread;
    private boolean woken;
    private boolean done;

    Borrower(Thread thread) {
      this.thread = thread;
    }

    /** Not the identity's: an object that has that in its header cannot be locked cheaply. */
    @Override
    public int hashCode() {
      return thread.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    synchronized void wake() {
      if (!done) {
        woken = true;
        thread.interrupt();
      }
    }

    synchronized void done() {
      done = true;
      if (woken) {
        Thread.interrupted();
      }
    }
  }

  private static final class PoolClosedException extends SQLNonTransientConnectionException {

    private static final long serialVersionUID = 1;

    PoolClosedException(ManagedDataSource dataSource, @Nullable SQLException cause) {
      super("The pool " + dataSource + " is closed.", CONNECTION_DOES_NOT_EXIST, cause);
    }
  }
}
