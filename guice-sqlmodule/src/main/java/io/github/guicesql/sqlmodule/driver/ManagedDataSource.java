package io.github.guicesql.sqlmodule.driver;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.PoolUse;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.internal.health.Answer;
import io.github.guicesql.sqlmodule.internal.health.Finding;
import io.github.guicesql.sqlmodule.internal.health.Probe;
import io.github.guicesql.sqlmodule.internal.hosts.NoHostException;
import io.github.guicesql.sqlmodule.internal.listeners.Listeners;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A HikariCP pool that starts with its first borrower and closes reliably. {@link PoolStart} starts
 * it, {@link PoolShutdown} closes it, and this class lends connections in between. It extends
 * HikariCP's data source, so that code that unwraps it to that type is refused and woken like any
 * other borrower, and the return of its connections is noticed.
 */
final class ManagedDataSource extends HikariDataSource implements LifecycleRegistry.Closer {

  private static final Logger log = LoggerFactory.getLogger(ManagedDataSource.class);
  private static final String READ_ONLY_TRANSACTION = "25006";

  private final Borrowers borrowers = new Borrowers();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final PoolStart start = new PoolStart(this);
  private final Object probeLock = new Object();
  private @Nullable Probe probe; // guarded by probeLock; created by the first health check
  private final PoolRole role;
  private DriverHandle handle;
  private InstalledDatabase database;
  private PoolShutdown shutdown;
  private Migrator migrator;
  private @Nullable ManagedDataSource migratedFirst;
  private volatile boolean closing;

  /** The pool is not ready yet: a driver creates its handle from this pool's settings. */
  @SuppressWarnings("NullAway.Init") // nobody sees it before open()
  ManagedDataSource(PoolRole role) {
    this.role = role;
  }

  /**
   * Makes the pool ready.
   *
   * @param newHandle opens the connections
   * @param newMigrator migrates the database before the first connection is lent
   * @param newDatabase learns that the first connection was opened, and that everything was closed
   */
  void open(DriverHandle newHandle, Migrator newMigrator, InstalledDatabase newDatabase) {
    handle = newHandle;
    migrator = newMigrator;
    database = newDatabase;
    shutdown = new PoolShutdown(this, newHandle, newMigrator, start, borrowers, newDatabase);
    newHandle.retireBy(this::retireAll);
    setDataSource(new HandleDataSource(newHandle, true));
  }

  /** Sets the pool whose migrations are done before this one lends a connection. */
  void lendAfterMigrationsOf(ManagedDataSource first) {
    migratedFirst = first;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return lend(true);
  }

  /**
   * Lends a connection to a ping, a health check or a migration, which cannot wait for migrations.
   */
  Connection beforeMigrations() throws SQLException {
    return lend(false);
  }

  private Connection lend(boolean migrated) throws SQLException {
    try {
      while (true) {
        Connection pooled = borrow(migrated);
        if (closing) { // closing began during the borrow, and the connection must not leak
          pooled.close();
          throw refusal(null);
        }
        OpenConnection opened = opened(pooled);
        if (opened == null) {
          return pooled;
        }
        if (opened.lend(this)) {
          return new BorrowedConnection(pooled, opened);
        }
        super.evictConnection(pooled);
        pooled.close();
      }
    } catch (SQLException e) {
      throw closing ? refusal(e) : explained(e);
    } finally {
      if (closing) {
        finishShutdown();
      }
    }
  }

  /** Looks up a connection, which must not leak if what a hook has put below the pool fails. */
  private @Nullable OpenConnection opened(Connection pooled) throws SQLException {
    try {
      return handle.opened(pooled);
    } catch (SQLException | RuntimeException | Error e) {
      DriverHandle.closeQuietly(pooled, e);
      throw e;
    }
  }

  @Override
  public void setMetricRegistry(Object metricRegistry) {
    if (getHikariPoolMXBean() == null) {
      Listeners.makeWayForRegistry(this);
    }
    super.setMetricRegistry(metricRegistry);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        this + ": the pool's connections have one user; use getConnection()");
  }

  /**
   * Borrows a connection. The thread is registered before {@code closing} is read, so that either
   * closing finds the thread or the thread sees {@code closing}.
   */
  private Connection borrow(boolean migrated) throws SQLException {
    Thread thread = Thread.currentThread();
    int ticket = borrowers.enter(thread);
    try {
      start.wanted();
      if (migrated && !closing) {
        awaitMigrations();
      }
      if (!start.isStarted() && !closing) {
        Connection first = start.firstConnection();
        if (first != null) {
          announceStart();
          return first;
        }
      }
      if (closing) {
        throw refusal(null);
      }
      return pooledConnection();
    } finally {
      borrowers.leave(ticket, thread);
    }
  }

  private void awaitMigrations() throws SQLException {
    ManagedDataSource first = migratedFirst;
    if (first != null && !first.migrator.isDone()) {
      first.migrator.await();
      if (!first.migrator.isDone()) {
        throw first.refusal(null);
      }
    }
    migrator.await();
  }

  /** Refuses to let a borrower write by a reader's connection. */
  void checkMayWrite() throws SQLException {
    if (role.isReader()) {
      throw new SQLException(
          this
              + ": a reader's connections are read-only. Use the data source "
              + role.driver().database().db()
              + " to write.",
          READ_ONLY_TRANSACTION);
    }
  }

  /** Borrows a connection as HikariCP does. */
  Connection pooledConnection() throws SQLException {
    return super.getConnection();
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
      database.started();
    }
  }

  /**
   * Finishes closing on the thread that was opening the first connection, if closing has left that
   * to it.
   */
  private void finishShutdown() {
    try {
      shutdown.finish();
    } catch (LifecycleException e) {
      log.warn("{} was closed while it opened its first connection", this, e);
    }
  }

  /** Returns the failure, with what the driver knows of its servers if the wait was in vain. */
  private SQLException explained(SQLException failure) {
    boolean waited =
        failure instanceof SQLTransientConnectionException && !(failure instanceof NoHostException);
    String reason = waited ? handle.unavailable() : null;
    return reason == null ? failure : NoHostException.inVain(this + ": " + reason, failure);
  }

  private SQLException refusal(@Nullable SQLException cause) {
    return PoolClosedException.of(this, cause);
  }

  /** Evicts the pool's own connection, since HikariCP silently ignores any other. */
  @Override
  public void evictConnection(Connection connection) {
    super.evictConnection(
        connection instanceof BorrowedConnection borrowed ? borrowed.evicted() : connection);
  }

  /**
   * Migrates the database now, for a build that does not leave it to the first borrower.
   *
   * @throws SqlBuildException if that fails
   */
  void migrate() {
    migrator.runNow();
  }

  /** Begins a health check, and returns its answer, which waits until the limit. */
  Supplier<Answer> health(Duration limit) {
    if (closing) {
      return Answer.given(Finding.CLOSED);
    }
    if (!start.wasTried()) {
      return Answer.given(Finding.NOT_STARTED);
    }
    Supplier<Answer> answer = probe().ask(limit);
    return () -> busyIfExhausted(answer.get());
  }

  /** Returns the probe; one that is created after closing has begun refuses at once. */
  private Probe probe() {
    synchronized (probeLock) {
      Probe existing = probe;
      if (existing == null) {
        existing = PoolTarget.probe(this);
        probe = existing;
      }
      if (closing) {
        existing.refuse();
      }
      return existing;
    }
  }

  private @Nullable Probe probeIfCreated() {
    synchronized (probeLock) {
      return probe;
    }
  }

  private Answer busyIfExhausted(Answer answer) {
    Optional<PoolUse> use = use().filter(PoolUse::isExhausted);
    return use.isPresent() && answer.finding().state() == Health.State.UP
        ? new Answer(Finding.busy(use.get()), answer.at())
        : answer;
  }

  /** Returns how the pool is used; empty before its first connection and after it was closed. */
  Optional<PoolUse> use() {
    HikariPoolMXBean statistics = isClosed() ? null : getHikariPoolMXBean();
    return statistics == null
        ? Optional.empty()
        : Optional.of(
            new PoolUse(
                statistics.getActiveConnections(),
                statistics.getIdleConnections(),
                statistics.getThreadsAwaitingConnection(),
                getMaximumPoolSize()));
  }

  /** Closes idle connections now and borrowed ones when they are returned. */
  private void retireAll() {
    HikariPoolMXBean pool = getHikariPoolMXBean();
    if (pool != null && !closing) {
      pool.softEvictConnections();
    }
  }

  DriverHandle handle() {
    return handle;
  }

  /** Returns whether the first connection was opened. */
  boolean isStarted() {
    return start.isStarted();
  }

  /** Returns whether closing has begun and borrowers are refused. */
  boolean isClosing() {
    return closing;
  }

  /**
   * Closes without a drain, for callers that close this data source directly. The registry closes
   * it with a drain.
   */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /**
   * Closes once; a second caller waits for the first. Borrowed connections can be returned until
   * the drain is over.
   */
  @Override
  public void close(Duration drain) {
    closing = true;
    Probe asked = probeIfCreated();
    if (asked != null) {
      asked.refuse();
    }
    handle.closingBegins();
    shutdown.close(drain);
  }

  /** Closes the pool as HikariCP does. */
  void closePool() {
    Probe asked = probeIfCreated();
    if (asked != null) {
      asked.close();
    }
    super.close();
  }

  /** Waits a moment for a health check whose connection is just being opened. */
  void awaitProbe() {
    Probe asked = probeIfCreated();
    if (asked != null) {
      asked.awaitEnd();
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : super.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || super.isWrapperFor(type);
  }

  /** Returns the pool's name. */
  @Override
  public String toString() {
    return String.valueOf(getPoolName());
  }
}
