package io.github.guicesql.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
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

  /** A transaction that SQL may have begun by hand, which the pool does not know of. */
  private static final Pattern MAY_BEGIN =
      Pattern.compile("\\b(?:begin|savepoint)\\b", Pattern.CASE_INSENSITIVE);

  private final SqliteDataSource owner;
  private final Object abortLock = new Object();
  private boolean closing;
  private boolean readOnly;
  private boolean inTransaction;
  private boolean leftAutoCommitForSavepoint;
  private boolean mayHaveBegunByHand;

  SqliteConnection(String fileName, Properties properties, SqliteDataSource owner)
      throws SQLException {
    super("jdbc:sqlite:" + fileName, fileName, properties);
    this.owner = owner;
  }

  /** Called by the driver before a statement runs; also from its constructor. */
  @Override
  public void tryEnforceTransactionMode() throws SQLException {
    if (!getConnectionConfig().isAutoCommit() && !inTransaction) {
      getDatabase().exec(isReadOnly() ? "begin" : "begin immediate", false);
      inTransaction = true;
    }
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    if (autoCommit) {
      endTransaction("commit");
    }
    getConnectionConfig().setAutoCommit(autoCommit);
    leftAutoCommitForSavepoint = false;
  }

  @Override
  public void commit() throws SQLException {
    checkInManualCommit();
    endTransaction("commit");
  }

  /** Succeeds too where SQLite has rolled back already, as it does when the disk is full. */
  @Override
  public void rollback() throws SQLException {
    checkInManualCommit();
    try {
      endTransaction("rollback");
    } catch (SQLException e) {
      if (isInNativeTransaction()) {
        throw e;
      }
      inTransaction = false;
    }
  }

  private void endTransaction(String how) throws SQLException {
    if (inTransaction) {
      getDatabase().exec(how, false);
      inTransaction = false;
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

  void note(String sql) {
    if (!mayHaveBegunByHand && MAY_BEGIN.matcher(sql).find()) {
      mayHaveBegunByHand = true;
    }
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
    note(sql);
    return new JDBC4PreparedStatement(this, sql);
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
    }
    owner.close(this, super::close);
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
      }
    }
    executor.execute(this::closeQuietly);
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
