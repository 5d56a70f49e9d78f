package io.github.guicesql.sqlite;

import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteUpdateListener;
import org.sqlite.core.CoreDatabaseMetaData;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4DatabaseMetaData;
import org.sqlite.jdbc4.JDBC4Statement;

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
 * <p>Every statement goes through the {@link StatementRunner}. Each state has one owner: the {@link
 * Transaction}, the {@link WritePermit}, the {@link CommitSync}, the open {@link Cursors}, the
 * {@link Borrow}.
 */
final class SqliteConnection extends JDBC4Connection {

  private final SqliteHandle owner;
  private final StatementCache statements;
  private final SafeStmtPtr endedResult;
  private final SafeStmtPtr interruptedResult;
  private final GeneratedKeys keys;
  private final Cursors cursors = new Cursors();
  private final WritePermit permit;
  private final Transaction transaction;
  private final CommitSync commitSync;
  private final StatementRunner runner;
  private final Interrupter interrupter;
  private final AtomicBoolean aborted = new AtomicBoolean();
  private volatile boolean closing;
  private Borrow borrow = new Borrow();
  private @Nullable CoreDatabaseMetaData metaData;
  private @Nullable KeptRows keptRows; // guarded by the driver's lock
  private boolean readOnly;

  /** Whether the borrow has ended, and HikariCP has not restored what it knows of. */
  private boolean returning;

  /** Whether a savepoint has turned auto-commit off, until the transaction's end. */
  private boolean leftAutoCommit;

  /** The savepoint that began the transaction: to release it is to commit. */
  private @Nullable Savepoint beginning;

  SqliteConnection(String fileName, Properties properties, SqliteHandle owner) throws SQLException {
    super("jdbc:sqlite:" + fileName, fileName, properties);
    this.owner = owner;
    DB database = getDatabase();
    statements = new StatementCache(database, owner.statementCacheSize());
    endedResult = UnusablePointer.ofEndedResult(database);
    interruptedResult = UnusablePointer.ofInterruptedResult(database);
    LogSync logSync = owner.logSync();
    permit = new WritePermit(owner.gate(), logSync != null, owner.events());
    Commands commands = new Commands(this);
    transaction = new Transaction(database, permit, commands);
    keys = new GeneratedKeys(commands);
    commitSync = new CommitSync(logSync, this, owner.events());
    runner = new StatementRunner(this, transaction, permit, commitSync, commands);
    interrupter = new Interrupter(database);
  }

  /** Compiles a statement by the driver. */
  SafeStmtPtr compile(String sql) throws SQLException {
    Compilation compilation = new Compilation(this, sql);
    getDatabase().prepare(compilation);
    return compilation.pointer;
  }

  /** The driver compiles nothing but what a JDBC statement is to run. */
  private static final class Compilation extends JDBC4Statement {

    Compilation(SqliteConnection connection, String sql) {
      super(connection);
      this.sql = sql;
    }
  }

  StatementCache statements() {
    return statements;
  }

  SafeStmtPtr endedResult() {
    return endedResult;
  }

  SafeStmtPtr interruptedResult() {
    return interruptedResult;
  }

  GeneratedKeys keys() {
    return keys;
  }

  /** The caller holds the driver's lock. */
  KeptRows keptRows() {
    KeptRows current = keptRows;
    if (current == null) {
      current = new KeptRows(this);
      keptRows = current;
    }
    return current;
  }

  Cursors cursors() {
    return cursors;
  }

  Interrupter interrupter() {
    return interrupter;
  }

  /** The connection has opened the file, and its log. */
  void opened() throws SQLException {
    commitSync.join();
  }

  Borrow borrow() {
    borrow.use();
    return borrow;
  }

  /** Does nothing: the driver calls it before a statement runs, and {@link #run} does the work. */
  @Override
  public void tryEnforceTransactionMode() {}

  /** Runs a statement, whichever object it comes from. */
  <T> T run(SqlText text, Execution execution, SqlCall<T> call) throws SQLException {
    return runner.run(text, execution, call);
  }

  /** After a statement that failed because SQLite was interrupted. */
  void interrupted() throws SQLException {
    if (!isClosed()) {
      cursors.interrupted();
      transaction.endDriversOwn();
    }
  }

  void checkNotClosing() throws SQLException {
    if (closing) {
      throw closed();
    }
  }

  static SQLException closed() {
    return new SQLException("database connection closed", "08003");
  }

  @Override
  protected void checkOpen() throws SQLException {
    if (isClosed()) {
      throw closed();
    }
  }

  void noteTraces(SqlText text) {
    if (text.leavesTraces()) {
      noteTraces();
    }
  }

  /**
   * Functions and collations stay registered, and nothing reports them: a new connection is cheap.
   */
  void unwrapped() {
    borrow.leavesTraces();
  }

  boolean hasLeftTraces() {
    return borrow.hasLeftTraces();
  }

  /** The driver's constructor sets limits, too: there is no borrow yet. */
  private void noteTraces() {
    if (borrow != null) {
      borrow.leavesTraces();
    }
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    if (autoCommit && !getConnectionConfig().isAutoCommit()) {
      commitTransaction();
    }
    getConnectionConfig().setAutoCommit(autoCommit);
    leftAutoCommit = false;
    beginning = null;
  }

  @Override
  public void commit() throws SQLException {
    checkInManualCommit();
    commitTransaction();
  }

  @Override
  public void rollback() throws SQLException {
    if (returning && getAutoCommit()) {
      return; // HikariCP thinks that a transaction is left
    }
    checkInManualCommit();
    rollBackTransaction();
  }

  void checkFile() throws SQLException {
    owner.checkFile();
  }

  /** Commits unless the file was replaced: a commit into a replaced file is lost. */
  private void commitTransaction() throws SQLException {
    endResults();
    if (transaction.isOpen() && !isReadOnly()) {
      checkFile();
      commitSync.refuseIfFailed();
    }
    transaction.commit();
    transactionEnded();
  }

  private void rollBackTransaction() throws SQLException {
    endResults();
    transaction.rollback();
    commitSync.rolledBack();
    transactionEnded();
  }

  private void endResults() throws SQLException {
    if (transaction.isOpen()) {
      cursors.transactionEnded();
    }
  }

  private void transactionEnded() throws SQLException {
    restoreAutoCommit();
    commitSync.transactionEnded();
  }

  private void restoreAutoCommit() {
    if (leftAutoCommit) {
      getConnectionConfig().setAutoCommit(true);
      leftAutoCommit = false;
      beginning = null;
    }
  }

  /** After a statement that has begun or ended a transaction by hand. */
  void settleTransaction() throws SQLException {
    if (!transaction.isOpen()) {
      cursors.transactionEnded();
    }
    if (transaction.isOver()) {
      restoreAutoCommit();
    }
  }

  private void checkInManualCommit() throws SQLException {
    if (getAutoCommit()) {
      throw new SQLException("database in auto-commit mode");
    }
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return begun(null);
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return begun(name);
  }

  /**
   * Like the driver, and unlike JDBC, a savepoint in auto-commit mode begins a transaction. It
   * ends, and auto-commit is back, with commit, rollback or the release of that savepoint.
   */
  private Savepoint begun(@Nullable String name) throws SQLException {
    Borrow current = borrow();
    boolean left = getAutoCommit();
    boolean begins = left && !transaction.isOpen();
    if (left) {
      getConnectionConfig().setAutoCommit(false);
    }
    try {
      SqliteSavepoint savepoint = new SqliteSavepoint(owner.nextSavepoint(), name);
      run(
          SqlText.PLAIN,
          new Execution(interrupter, current, 0),
          () -> {
            runOnSavepoint("savepoint ", savepoint);
            return savepoint;
          });
      if (begins) {
        beginning = savepoint;
      }
      leftAutoCommit |= left;
      return savepoint;
    } catch (SQLException e) {
      if (left && !current.isOver()) {
        getConnectionConfig().setAutoCommit(true);
      }
      throw e;
    }
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    checkInManualCommit();
    transaction.refuseIfLost();
    runOnSavepoint("release ", savepoint);
    if (savepoint == beginning) {
      commit();
    }
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    checkInManualCommit();
    transaction.refuseIfLost();
    runOnSavepoint("rollback to ", savepoint);
  }

  private void runOnSavepoint(String command, Savepoint savepoint) throws SQLException {
    String name = SqliteSavepoint.sqlName(savepoint.getSavepointId());
    try {
      getDatabase().exec(command + name, false);
    } catch (SQLException e) {
      throw SqlStates.named(e);
    }
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
    try {
      getDatabase().exec("pragma query_only = " + (newReadOnly ? "on" : "off"), false);
    } catch (SQLException e) {
      throw SqlStates.named(e);
    }
    readOnly = newReadOnly;
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    try {
      super.setTransactionIsolation(level);
    } catch (SQLException e) {
      throw SqlStates.named(e);
    }
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
    if (!ended.isUsed() && isAsThePoolHasIt(poolsAutoCommit, poolsReadOnly)) {
      return !closing && !commitSync.hasFailed();
    }
    ended.end();
    permit.endWaits();
    synchronized (getDatabase()) { // after what another thread runs: it may have begun something
      borrow = new Borrow();
      cursors.endAll();
      if (metaData != null) {
        metaData.close(); // it keeps statements of the borrow
        metaData = null;
      }
      rollBackTransaction();
      permit.release(); // whatever held it up: nothing is open
      getConnectionConfig().setAutoCommit(poolsAutoCommit);
      if (!super.isReadOnly()) {
        setReadOnly(poolsReadOnly);
      }
      returning = true;
    }
    return !ended.hasLeftTraces() && !closing && owner.wasFileInPlace() && !commitSync.hasFailed();
  }

  /**
   * Returns whether a borrow without a statement has left the connection as the pool expects it.
   */
  private boolean isAsThePoolHasIt(boolean poolsAutoCommit, boolean poolsReadOnly) {
    return metaData == null
        && !transaction.isOpen()
        && getConnectionConfig().isAutoCommit() == poolsAutoCommit
        && (super.isReadOnly() || readOnly == poolsReadOnly);
  }

  /** Ends the return: it is the last method that HikariCP calls when it takes a connection back. */
  @Override
  public void clearWarnings() throws SQLException {
    super.clearWarnings();
    returning = false;
  }

  /** Creates an object per borrow: the driver's keeps its statements for the next borrow. */
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

  /** The constructor of the driver's class calls this, too, before the fields here are set. */
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
    StatementCache.Compiled compiled = statements.take(sql);
    if (compiled == null) {
      SqlText.requireStatement(sql);
    }
    try {
      return new SqlitePreparedStatement(this, statements, sql, compiled);
    } catch (SQLException e) {
      throw SqlStates.named(e);
    }
  }

  /** Returns whether the file is still there. The driver's query would begin a transaction. */
  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    return !isClosed() && owner.isFileInPlace() && !commitSync.hasFailed();
  }

  @Override
  public void close() throws SQLException {
    closing = true;
    permit.close();
    try {
      synchronized (getDatabase()) { // not while it runs something: others have to close, too
        owner.close(this);
      }
    } finally {
      permit.release();
    }
  }

  /** Closes the database, for the handle, which closes one connection at a time. */
  void closeDatabase() throws SQLException {
    if (isClosed()) {
      return;
    }
    try {
      cursors.endAll();
      cursors.resetRunning();
      interrupter.end(); // one that came between the two would leave the -wal file behind
      transaction.endBeforeClose();
    } finally {
      commitSync.leave();
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
      new Abort(interrupter, owner).run(executor, this);
    }
  }
}
