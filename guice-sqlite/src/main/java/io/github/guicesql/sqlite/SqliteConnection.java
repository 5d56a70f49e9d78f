package io.github.guicesql.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * The driver's connection with transactions that fit a pool.
 *
 * <p>The driver begins a transaction when auto-commit is turned off and again after each commit, so
 * that an idle connection sits in one, holding the write lock in IMMEDIATE mode, and {@code
 * commit()} can fail with {@code SQLITE_BUSY} although it committed: it was the next {@code BEGIN}
 * that failed. Here a transaction begins at its first statement: IMMEDIATE, so that it never has to
 * upgrade from reading to writing, which is where {@code SQLITE_BUSY} cannot be waited out; or
 * DEFERRED and query-only on a connection that was set read-only. {@code commit()} commits, no
 * more.
 *
 * <p>{@link #tryEnforceTransactionMode()} is where the driver announces a statement; the paths that
 * go round it are overridden here and in {@link SqliteStatement}.
 */
final class SqliteConnection extends JDBC4Connection {

  /** A wait at the gate that is shorter than this is not worth shortening SQLite's own for. */
  private static final long SHORT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final SqliteDataSource owner;
  private final @Nullable WriteGate gate;
  private final StatementCache statements;
  private final GeneratedKeys keys = new GeneratedKeys();
  private final AtomicBoolean hasPass = new AtomicBoolean();
  private final Object abortLock = new Object();
  private final SafeStmtPtr begin;
  private final SafeStmtPtr beginImmediate;
  private final SafeStmtPtr commit;
  private final SafeStmtPtr rollback;
  private volatile boolean closing;
  private @Nullable Thread atGate; // guarded by abortLock
  private boolean busyTimeoutShortened;
  private boolean readOnly;
  private boolean inTransaction;
  private boolean leftAutoCommitForSavepoint;
  private boolean mayHaveBegunByHand;

  SqliteConnection(String fileName, Properties properties, SqliteDataSource owner)
      throws SQLException {
    super("jdbc:sqlite:" + fileName, fileName, properties);
    this.owner = owner;
    gate = owner.gate();
    SafeStmtPtr closed = compiled("rollback");
    closed.close();
    statements = new StatementCache(getDatabase(), owner.statementCacheSize(), closed);
    begin = compiled("begin");
    beginImmediate = compiled("begin immediate");
    commit = compiled("commit");
    rollback = compiled("rollback");
  }

  private SafeStmtPtr compiled(String sql) throws SQLException {
    return new JDBC4PreparedStatement(this, sql).pointer;
  }

  private void run(SafeStmtPtr command) throws SQLException {
    DB database = getDatabase();
    synchronized (database) {
      try {
        int result = command.safeRunInt(DB::step);
        if (result != Codes.SQLITE_DONE) {
          database.throwex(result);
        }
      } finally {
        command.safeRunInt(DB::reset);
      }
    }
  }

  /** Called by the driver before a statement runs; also from its constructor. */
  @Override
  public void tryEnforceTransactionMode() throws SQLException {
    if (keys == null || keys.isReading()) {
      return;
    }
    keys.settle();
    if (!getConnectionConfig().isAutoCommit() && !inTransaction) {
      begin();
    }
  }

  private void begin() throws SQLException {
    if (isReadOnly()) {
      run(begin);
    } else {
      boolean passed = enterGate(getBusyTimeout());
      try {
        run(beginImmediate);
        passed = false;
      } finally {
        leaveGateIf(passed);
      }
    }
    inTransaction = true;
  }

  /**
   * Before a statement that may write: passes the gate if the statement is a transaction of its
   * own. Answers whether to leave it afterwards.
   */
  boolean passGate(int timeoutSeconds) throws SQLException {
    return getConnectionConfig().isAutoCommit()
        && !mayHaveBegunByHand
        && !isReadOnly()
        && enterGate(timeoutSeconds > 0 ? timeoutSeconds * 1000L : getBusyTimeout());
  }

  private boolean enterGate(long timeoutMillis) throws SQLException {
    if (gate == null || hasPass.get()) {
      return false;
    }
    if (gate.tryEnter()) {
      hasPass.set(true);
    } else {
      queueAtGate(gate, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    }
    if (closing) { // by another thread, which may have looked for the pass too soon
      leaveGate();
      throw closed();
    }
    return true;
  }

  private void queueAtGate(WriteGate gate, long timeoutNanos) throws SQLException {
    long arrived = System.nanoTime();
    boolean interrupted = false;
    synchronized (abortLock) {
      atGate = Thread.currentThread();
    }
    try {
      while (!closing) {
        try {
          long waited = System.nanoTime() - arrived;
          if (!gate.enter(timeoutNanos - waited)) {
            throw DB.newSQLException(SQLiteErrorCode.SQLITE_BUSY.code, "database is locked");
          }
          hasPass.set(true);
          shortenBusyTimeout(timeoutNanos, System.nanoTime() - arrived);
          return;
        } catch (InterruptedException e) {
          interrupted |= !closing;
        }
      }
      throw closed();
    } finally {
      synchronized (abortLock) {
        atGate = null;
        if (closing) {
          Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static SQLException closed() {
    return new SQLException("database connection closed");
  }

  /** Together, the waits at the gate and at SQLite's lock are no longer than the one would be. */
  private void shortenBusyTimeout(long timeoutNanos, long waited) throws SQLException {
    if (waited > SHORT_WAIT_NANOS) {
      long rest = Math.max(0, timeoutNanos - waited);
      try {
        getDatabase().busy_timeout((int) TimeUnit.NANOSECONDS.toMillis(rest));
        busyTimeoutShortened = true;
      } catch (SQLException | RuntimeException closedMeanwhile) {
        leaveGate();
        throw closedMeanwhile;
      }
    }
  }

  void leaveGateIf(boolean passed) throws SQLException {
    if (passed) {
      leaveGate();
    }
  }

  private void leaveGate() throws SQLException {
    if (gate != null && hasPass.getAndSet(false)) {
      gate.leave();
      if (busyTimeoutShortened && !isClosed()) {
        busyTimeoutShortened = false;
        getDatabase().busy_timeout(getBusyTimeout());
      }
    }
  }

  GeneratedKeys keys() {
    return keys;
  }

  StatementCache statements() {
    return statements;
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    if (autoCommit) {
      endTransaction(commit);
    }
    getConnectionConfig().setAutoCommit(autoCommit);
    leftAutoCommitForSavepoint = false;
  }

  @Override
  public void commit() throws SQLException {
    checkInManualCommit();
    endTransaction(commit);
  }

  /** Succeeds too where SQLite has rolled back already, as it does when the disk is full. */
  @Override
  public void rollback() throws SQLException {
    checkInManualCommit();
    try {
      endTransaction(rollback);
    } catch (SQLException e) {
      if (isInNativeTransaction()) {
        throw e;
      }
      inTransaction = false;
      leaveGate();
    }
  }

  private void endTransaction(SafeStmtPtr how) throws SQLException {
    if (inTransaction) {
      run(how);
      inTransaction = false;
      leaveGate();
    }
  }

  private void checkInManualCommit() throws SQLException {
    if (getAutoCommit()) {
      throw new SQLException("database in auto-commit mode");
    }
  }

  /** SQLite says so only by refusing to begin one. */
  private boolean isInNativeTransaction() throws SQLException {
    try {
      getDatabase().exec("begin", false);
    } catch (SQLException withinTransaction) {
      return true;
    }
    getDatabase().exec("rollback", false);
    return false;
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    beginForSavepoint();
    return super.setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    beginForSavepoint();
    return super.setSavepoint(name);
  }

  /** Like the driver, and unlike JDBC, a savepoint in auto-commit mode begins a transaction. */
  private void beginForSavepoint() throws SQLException {
    if (getAutoCommit()) {
      getConnectionConfig().setAutoCommit(false);
      leftAutoCommitForSavepoint = true;
    }
    tryEnforceTransactionMode();
  }

  @Override
  public boolean isReadOnly() {
    return super.isReadOnly() || readOnly;
  }

  /**
   * Makes the transactions from here on snapshots that cannot write, or ends that.
   *
   * @throws SQLException in a transaction, or if the file was opened read-only
   */
  @Override
  public void setReadOnly(boolean newReadOnly) throws SQLException {
    checkOpen();
    if (newReadOnly == isReadOnly()) {
      return;
    }
    if (super.isReadOnly()) {
      throw new SQLException("The database was opened read-only, with mode=ro or immutable=1.");
    }
    if (inTransaction) {
      throw new SQLException("A transaction's read-only flag is set before its first statement.");
    }
    getDatabase().exec("pragma query_only = " + (newReadOnly ? "on" : "off"), false);
    readOnly = newReadOnly;
  }

  /**
   * HikariCP calls this on every connection that comes home, after it has undone what it knows of.
   * What it cannot know of ends here: a transaction begun by hand or by a savepoint must not hold
   * the write lock in the pool, nor the next borrower find itself in it.
   */
  @Override
  public void clearWarnings() throws SQLException {
    super.clearWarnings();
    if (leftAutoCommitForSavepoint) {
      rollback();
      setAutoCommit(true);
    }
    if (mayHaveBegunByHand && getConnectionConfig().isAutoCommit()) {
      mayHaveBegunByHand = false;
      if (isInNativeTransaction()) {
        getDatabase().exec("rollback", false);
      }
    }
  }

  void note(SqlText text) {
    mayHaveBegunByHand |= text.mayBegin();
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    checkOpen();
    checkCursor(type, concurrency, holdability);
    return new SqliteStatement(this);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    checkOpen();
    checkCursor(type, concurrency, holdability);
    return new SqlitePreparedStatement(this, statements, sql, statements.take(sql));
  }

  /**
   * A local file's connection is as good as it was; the driver's query would begin a transaction.
   */
  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    return !isClosed();
  }

  @Override
  public void close() throws SQLException {
    synchronized (abortLock) {
      closing = true;
      wakeAtGate();
    }
    try {
      owner.close(this, super::close);
    } finally {
      leaveGate();
    }
  }

  /** The driver's does nothing: HikariCP's shutdown would leave a borrowed connection open. */
  @Override
  public void abort(Executor executor) throws SQLException {
    if (executor == null) {
      throw new SQLException("An executor is required.");
    }
    synchronized (abortLock) {
      if (!closing) {
        getDatabase().interrupt();
        closing = true;
        wakeAtGate();
      }
    }
    executor.execute(this::closeQuietly);
  }

  /** With the lock held. */
  private void wakeAtGate() {
    if (atGate != null) {
      atGate.interrupt();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (SQLException e) {
      org.slf4j.LoggerFactory.getLogger(SqliteConnection.class)
          .warn("A connection to {} did not close", owner, e);
    }
  }
}
