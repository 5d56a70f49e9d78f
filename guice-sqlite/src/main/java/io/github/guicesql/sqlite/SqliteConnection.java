package io.github.guicesql.sqlite;

import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteUpdateListener;
import org.sqlite.core.CoreDatabaseMetaData;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4DatabaseMetaData;
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
 * <p>Every statement comes by {@link #run}. Each state has one owner: {@link Transaction}, {@link
 * WritePermit} and the {@link LockWait} for it, the open {@link Cursors}, the {@link Borrow}.
 */
final class SqliteConnection extends JDBC4Connection {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteConnection.class);

  /** How long an abort waits for what runs: it is interrupted, but a Java function may not heed. */
  private static final long ABORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long INTERRUPT_AGAIN_MILLIS = 5;

  private final SqliteDataSource owner;
  private final StatementCache statements;
  private final SafeStmtPtr endedResult;
  private final GeneratedKeys keys = new GeneratedKeys();
  private final KeptRows keptRows = new KeptRows(this);
  private final Cursors cursors = new Cursors();
  private final WritePermit permit;
  private final LockWait lockWait;
  private final Transaction transaction;
  private final Interrupter interrupter;
  private final AtomicBoolean aborted = new AtomicBoolean();
  private volatile boolean closing;
  private Borrow borrow = new Borrow();
  private @Nullable CoreDatabaseMetaData metaData;
  private boolean readOnly;

  /** Whether the borrow has ended, and HikariCP has not restored what it knows of. */
  private boolean returning;

  /** Whether a savepoint has turned auto-commit off, until the transaction's end. */
  private boolean leftAutoCommit;

  /** The savepoint that began the transaction: to release it is to commit. */
  private @Nullable Savepoint beginning;

  SqliteConnection(String fileName, Properties properties, SqliteDataSource owner)
      throws SQLException {
    super("jdbc:sqlite:" + fileName, fileName, properties);
    this.owner = owner;
    DB database = getDatabase();
    SafeStmtPtr closed = compiled("rollback");
    closed.close();
    statements = new StatementCache(database, owner.statementCacheSize(), closed);
    endedResult = new EndedResult(database);
    permit = new WritePermit(owner.gate());
    lockWait = new LockWait(database, permit);
    interrupter = new Interrupter(database);
    transaction = new Transaction(database, permit, this::compiled);
  }

  private SafeStmtPtr compiled(String sql) throws SQLException {
    return new JDBC4PreparedStatement(this, sql).pointer;
  }

  StatementCache statements() {
    return statements;
  }

  SafeStmtPtr endedResult() {
    return endedResult;
  }

  GeneratedKeys keys() {
    return keys;
  }

  KeptRows keptRows() {
    return keptRows;
  }

  Cursors cursors() {
    return cursors;
  }

  Interrupter interrupter() {
    return interrupter;
  }

  Borrow borrow() {
    return borrow;
  }

  /** Called by the driver before a statement runs. What has to be done then is done in run. */
  @Override
  public void tryEnforceTransactionMode() {}

  /** Runs a statement: in the transaction that it needs, with the write permit if it writes. */
  <T> T run(SqlText text, Execution execution, SqlCall<T> call) throws SQLException {
    boolean acquired = false;
    SQLException failure = null;
    try {
      acquired = prepareFor(text, execution);
      return call.run();
    } catch (SQLException e) {
      failure = execution.explain(e);
      throw failure;
    } finally {
      if (text.controls() && !isClosed()) {
        transaction.ask(failure);
        if (!transaction.isOpen()) {
          cursors.transactionEnded();
        }
      }
      transaction.check(failure);
      if (acquired && (!transaction.isOpen() || isBusy(failure))) {
        permit.release();
      }
      lockWait.restore();
      if (text.setsBusyTimeout() && failure == null) {
        readBusyTimeout();
      }
    }
  }

  private static boolean isBusy(@Nullable SQLException failure) {
    return failure != null && failure.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  /** Returns whether the permit was acquired for this statement. */
  private boolean prepareFor(SqlText text, Execution execution) throws SQLException {
    if (closing) {
      throw closed();
    }
    noteTraces(text);
    if (text.controls()) {
      transaction.prepareFor(text);
    }
    transaction.refuseIfLost();
    keys.readPending();
    if (execution.hasTimeout()) {
      lockWait.shorten(execution);
    }
    if (!getConnectionConfig().isAutoCommit()) {
      if (text.runsOn()) {
        throw new SQLException(
            "What follows a COMMIT or ROLLBACK in the same text would be stored at once, in no"
                + " transaction. Run it by itself.",
            "25000");
      }
      if (!transaction.isOpen() && !text.runsOutside()) {
        begin(execution);
      }
    }
    return text.writesFile() && !isReadOnly() && lockWait.acquirePermit(execution);
  }

  private void begin(Execution execution) throws SQLException {
    boolean acquired = !isReadOnly() && lockWait.acquirePermit(execution);
    try {
      transaction.begin(isReadOnly());
      acquired = false;
    } finally {
      if (acquired) {
        permit.release();
      }
    }
  }

  static SQLException closed() {
    return new SQLException("database connection closed", "08003");
  }

  void noteTraces(SqlText text) {
    if (text.leavesTraces()) {
      noteTraces();
    }
  }

  /** The driver's constructor sets limits, too: there is no borrow yet. */
  private void noteTraces() {
    if (borrow != null) {
      borrow.leavesTraces();
    }
  }

  /** A pragma has set it; the driver's own record of it is behind. */
  private void readBusyTimeout() throws SQLException {
    SafeStmtPtr pragma = compiled("pragma busy_timeout");
    try {
      pragma.safeRunInt(DB::step);
      int millis = pragma.safeRunInt((database, pointer) -> database.column_int(pointer, 0));
      getDatabase().getConfig().setBusyTimeout(millis);
    } finally {
      pragma.close();
    }
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    if (autoCommit && !getConnectionConfig().isAutoCommit()) {
      endTransaction(transaction::commit);
    }
    getConnectionConfig().setAutoCommit(autoCommit);
    leftAutoCommit = false;
    beginning = null;
  }

  @Override
  public void commit() throws SQLException {
    checkInManualCommit();
    endTransaction(transaction::commit);
  }

  @Override
  public void rollback() throws SQLException {
    if (returning && getAutoCommit()) {
      return; // HikariCP thinks that a transaction is left
    }
    checkInManualCommit();
    endTransaction(transaction::rollback);
  }

  @FunctionalInterface
  private interface End {
    void run() throws SQLException;
  }

  private void endTransaction(End end) throws SQLException {
    if (transaction.isOpen()) {
      cursors.transactionEnded();
    }
    end.run();
    if (leftAutoCommit) {
      getConnectionConfig().setAutoCommit(true);
      leftAutoCommit = false;
      beginning = null;
    }
  }

  private void checkInManualCommit() throws SQLException {
    if (getAutoCommit()) {
      throw new SQLException("database in auto-commit mode");
    }
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return begun(super::setSavepoint);
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return begun(() -> super.setSavepoint(name));
  }

  /**
   * Like the driver, and unlike JDBC, a savepoint in auto-commit mode begins a transaction. It
   * ends, and auto-commit is back, with commit, rollback or the release of that savepoint.
   */
  private Savepoint begun(SqlCall<Savepoint> call) throws SQLException {
    boolean left = getAutoCommit();
    boolean begins = left && !transaction.isOpen();
    if (left) {
      getConnectionConfig().setAutoCommit(false);
    }
    try {
      Savepoint savepoint = run(SqlText.PLAIN, new Execution(interrupter, 0), call);
      if (begins) {
        beginning = savepoint;
      }
      leftAutoCommit |= left;
      return savepoint;
    } catch (SQLException e) {
      if (left) {
        getConnectionConfig().setAutoCommit(true);
      }
      throw e;
    }
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    transaction.refuseIfLost();
    super.releaseSavepoint(savepoint);
    if (savepoint == beginning) {
      commit();
    }
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    transaction.refuseIfLost();
    super.rollback(savepoint);
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
    if (transaction.isOpen()) {
      throw new SQLException("A transaction's read-only flag is set before its first statement.");
    }
    getDatabase().exec("pragma query_only = " + (newReadOnly ? "on" : "off"), false);
    readOnly = newReadOnly;
  }

  /**
   * The borrower has returned the connection, and the pool has not taken it back yet. What is left
   * must not reach the next borrower: a transaction begun by hand or by a savepoint would hold the
   * write lock in the pool; of settings made past the pool's own connection, the pool knows
   * nothing.
   *
   * @return whether the connection is fit for another borrower
   */
  boolean endBorrow(boolean poolsAutoCommit, boolean poolsReadOnly) throws SQLException {
    Borrow ended = borrow;
    ended.end();
    borrow = new Borrow();
    cursors.endAll();
    if (metaData != null) {
      metaData.close(); // it keeps statements of the borrow
      metaData = null;
    }
    endTransaction(transaction::rollback);
    getConnectionConfig().setAutoCommit(poolsAutoCommit);
    if (!super.isReadOnly()) {
      setReadOnly(poolsReadOnly);
    }
    returning = true;
    return !ended.hasLeftTraces() && !closing;
  }

  /** The last that HikariCP calls as it takes a connection back. */
  @Override
  public void clearWarnings() throws SQLException {
    super.clearWarnings();
    returning = false;
  }

  /** Not the driver's own, which keeps statements from one borrow to the next. */
  @Override
  public CoreDatabaseMetaData getSQLiteDatabaseMetaData() throws SQLException {
    checkOpen();
    CoreDatabaseMetaData current = metaData;
    if (current == null) {
      current = new JDBC4DatabaseMetaData(this);
      metaData = current;
    }
    return current;
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return (DatabaseMetaData) getSQLiteDatabaseMetaData();
  }

  @Override
  public void setLimit(SQLiteLimits limit, int value) throws SQLException {
    noteTraces();
    super.setLimit(limit, value);
  }

  @Override
  public void setBusyTimeout(int millis) throws SQLException {
    noteTraces();
    super.setBusyTimeout(millis);
  }

  @Override
  public void addUpdateListener(SQLiteUpdateListener listener) {
    noteTraces();
    super.addUpdateListener(listener);
  }

  @Override
  public void addCommitListener(SQLiteCommitListener listener) {
    noteTraces();
    super.addCommitListener(listener);
  }

  /** Also called by the constructor of the driver's connection, before there is anything here. */
  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    if (borrow == null) {
      return super.createStatement(type, concurrency, holdability);
    }
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
    closing = true;
    permit.close();
    try {
      synchronized (getDatabase()) { // not while it runs something: others have to close, too
        owner.close(this, this::closeDatabase);
      }
    } finally {
      permit.release();
    }
  }

  private void closeDatabase() throws SQLException {
    if (isClosed()) {
      return;
    }
    try {
      cursors.endAll();
      transaction.endBeforeClose();
    } finally {
      interrupter.end();
      super.close();
    }
  }

  /**
   * Ends what the connection runs, and closes it. The driver's does nothing: HikariCP's shutdown
   * would leave a borrowed connection open.
   */
  @Override
  public void abort(Executor executor) throws SQLException {
    if (executor == null) {
      throw new SQLException("An executor is required.");
    }
    closing = true;
    permit.close();
    if (aborted.compareAndSet(false, true)) {
      executor.execute(this::interruptAndClose);
    }
  }

  /** Interrupts until the connection closes: an interrupt between two statements has no effect. */
  private void interruptAndClose() {
    Thread closer = new Thread(this::closeQuietly, "sqlite-abort");
    closer.setDaemon(true);
    closer.start();
    boolean threadInterrupted = false;
    long started = System.nanoTime();
    while (closer.isAlive() && System.nanoTime() - started < ABORT_NANOS) {
      try {
        interrupter.interrupt();
        closer.join(INTERRUPT_AGAIN_MILLIS);
      } catch (SQLException e) {
        LOG.debug("A connection to {} cannot be interrupted", owner, e);
      } catch (InterruptedException e) {
        threadInterrupted = true;
      }
    }
    if (closer.isAlive()) {
      LOG.warn(
          "A connection to {} is not closed yet: it runs what heeds no interrupt, such as a function"
              + " in Java. It closes when that returns.",
          owner);
    }
    if (threadInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (SQLException e) {
      LOG.warn("A connection to {} did not close", owner, e);
    }
  }
}
