package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A pool that starts with its first borrower and has an end that can be relied on: {@link
 * PoolStart} and {@link PoolShutdown} have the two, here is the borrowing in between.
 */
final class ManagedDataSource implements DataSource, AutoCloseable {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(ManagedDataSource.class);
  private static final String CONNECTION_DOES_NOT_EXIST = "08003";

  private final HikariDataSource pool;
  private final DriverHandle handle;
  private final Runnable onStart;
  private final Borrowers borrowers = new Borrowers();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final PoolStart start;
  private final PoolShutdown shutdown;
  private volatile boolean closed;

  /**
   * Over a pool that was not started.
   *
   * @param onStart called after the first connection was opened
   * @param onClose called after everything was closed
   */
  ManagedDataSource(
      HikariDataSource pool, DriverHandle handle, Runnable onStart, Runnable onClose) {
    this.pool = pool;
    this.handle = handle;
    this.onStart = onStart;
    start = new PoolStart(pool);
    shutdown = new PoolShutdown(pool, handle, start, borrowers, onClose);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Thread thread = Thread.currentThread();
    int ticket = borrowers.enter(thread);
    try {
      Connection connection;
      try {
        connection = borrow();
      } finally {
        borrowers.leave(ticket, thread);
      }
      if (closed) { // since it was asked for: it must not be lost on the way
        connection.close();
        throw refusal(null);
      }
      return new BorrowedConnection(connection, this);
    } catch (SQLException e) {
      throw closed ? refusal(e) : e;
    } finally {
      if (closed) {
        finishShutdown();
      }
    }
  }

  /** Registered before {@code closed} is read: either closing finds the thread, or this sees it. */
  private Connection borrow() throws SQLException {
    if (closed) {
      throw refusal(null);
    }
    if (!start.isStarted()) {
      Connection first = start.firstConnection();
      if (first != null) {
        announceStart();
        return first;
      }
      if (closed) {
        throw refusal(null);
      }
    }
    return pool.getConnection();
  }

  private void announceStart() {
    if (announced.compareAndSet(false, true)) {
      if (!handle.hasOpened()) {
        log.warn(
            "{}: a hook has replaced the data source below the pool. What a borrower leaves behind"
                + " is not looked at, and past the drain its statements are aborted as HikariCP"
                + " does it",
            this);
      }
      onStart.run();
    }
  }

  /** What closing has left to the thread that was opening the first connection. */
  private void finishShutdown() {
    try {
      shutdown.finish();
    } catch (LifecycleException e) {
      log.warn("{} was closed while it opened its first connection", this, e);
    }
  }

  private SQLException refusal(@Nullable SQLException cause) {
    return cause instanceof PoolClosedException ? cause : new PoolClosedException(this, cause);
  }

  /** The borrower has closed the connection: the driver's handle looks at it before the pool. */
  void returning(Connection pooled) {
    if (!handle.isFit(pooled)) {
      pool.evictConnection(pooled);
    }
  }

  void limitLogin(int seconds) {
    handle.limitLogin(seconds);
  }

  /** Whether the first connection was opened. */
  boolean isStarted() {
    return start.isStarted();
  }

  /** Whether borrowers are refused. */
  boolean isClosed() {
    return closed;
  }

  /** Closes without a drain, for those who close what they did not open. The registry drains. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /**
   * Closes once; a second caller waits for the first. Borrowed connections have until the drain.
   */
  void close(Duration drain) {
    closed = true;
    shutdown.close(drain);
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

  /** The pool's name. */
  @Override
  public String toString() {
    return String.valueOf(pool.getPoolName());
  }

  private static final class PoolClosedException extends SQLNonTransientConnectionException {

    private static final long serialVersionUID = 1;

    PoolClosedException(ManagedDataSource dataSource, @Nullable SQLException cause) {
      super("The pool " + dataSource + " is closed.", CONNECTION_DOES_NOT_EXIST, cause);
    }
  }
}
