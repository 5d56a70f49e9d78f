package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.StatementCache.Compiled;
import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * The driver's prepared statement on a native one that may have been used before, and that goes
 * back to the {@linkplain StatementCache cache} when this is closed. Each of its ways to run goes
 * through a {@link StatementRun}.
 */
final class SqlitePreparedStatement extends JDBC4PreparedStatement {

  /**
   * The driver's constructor compiles a statement in any case. Where a compiled one is at hand, it
   * is given the one that is compiled fastest, in a twentieth of a point read's time; it never
   * runs.
   */
  private static final String PLACEHOLDER = "rollback";

  private final SqliteConnection connection;
  private final StatementCache cache;
  private final SqlText text;
  private final Cursor cursor;
  private final InsertedKey key;
  private final StatementRun run;
  private boolean fresh = true;

  SqlitePreparedStatement(
      SqliteConnection connection, StatementCache cache, String sql, @Nullable Compiled compiled)
      throws SQLException {
    super(connection, compiled == null ? sql : PLACEHOLDER);
    this.connection = connection;
    this.cache = cache;
    if (compiled == null) {
      text = SqlText.ofFirst(sql);
    } else {
      pointer.close();
      this.sql = sql;
      pointer = compiled.pointer();
      text = compiled.text();
      columnCount = compiled.columns();
      paramCount = compiled.parameters();
      rs.colsMeta = null;
    }
    key = new InsertedKey(connection);
    cursor = new Cursor(connection, this, rs, () -> resultsWaiting);
    run = new StatementRun(connection, cursor);
    connection.noteTraces(text); // some pragmas act when they are compiled
  }

  @Override
  public boolean execute() throws SQLException {
    return run(super::execute);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    return run(super::executeQuery);
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return SqliteStatement.rows(text, run(super::executeLargeUpdate));
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return SqliteStatement.rows(text, super.getLargeUpdateCount());
  }

  private <T> T run(SqlCall<T> call) throws SQLException {
    fresh = false;
    key.forget();
    cursor.end();
    revive();
    checkOpen();
    return run.run(
        text,
        () -> {
          T result = call.run();
          executed();
          return result;
        });
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    return cursor.read(super.getResultSet());
  }

  private void executed() throws SQLException {
    if (resultsWaiting || (rs.isOpen() && !rs.emptyResultSet)) {
      if (!text.changes()) {
        cursor.open(false);
        return;
      }
      try {
        resultsWaiting &= cursor.keepRows();
      } catch (SQLException e) {
        resultsWaiting = false;
        rs.close();
        throw e;
      }
    }
  }

  /** Runs each entry separately in auto-commit mode, so that others can write in between. */
  @Override
  public long[] executeLargeBatch() throws SQLException {
    int count = batchQueryCount;
    if (count == 0) {
      run.checkOpen();
      return new long[0];
    }
    @Nullable Object[] values = batch;
    if (columnCount > 0) {
      clearBatch();
      throw new BatchUpdateException(
          "batch entry 0: query returns results", null, 0, new long[0], null);
    }
    BatchCounts counts = new BatchCounts(count);
    try {
      if (connection.getAutoCommit()) {
        while (!counts.isComplete()) {
          run(() -> executeNext(counts, values));
        }
      } else {
        run(
            () -> {
              while (!counts.isComplete()) {
                executeNext(counts, values);
              }
              return true;
            });
      }
      return counts.toArray();
    } catch (SQLException e) {
      throw counts.failure(e);
    } finally {
      clearBatch();
    }
  }

  /** Runs the batch's next entry, with its values of those of all entries. */
  private boolean executeNext(BatchCounts counts, @Nullable Object[] values) throws SQLException {
    int first = counts.done() * paramCount;
    @Nullable Object[] entry =
        paramCount == 0 ? null : Arrays.copyOfRange(values, first, first + paramCount);
    counts.add(SqliteStatement.rows(text, getDatabase().executeUpdate(this, entry)));
    return true;
  }

  /** Refuses a position that is none: it may be that of another entry of the batch. */
  @Override
  protected void batch(int position, @Nullable Object value) throws SQLException {
    revive();
    if (position < 1 || position > paramCount) {
      throw new SQLException(
          "There is no parameter " + position + ": the statement has " + paramCount + ".",
          SqlStates.NO_SUCH_PARAMETER);
    }
    super.batch(position, value);
  }

  /**
   * Before the statement is prepared to run again. The driver closes its native one when it fails,
   * by a query timeout, say: another one takes its place.
   */
  private void revive() throws SQLException {
    cursor.revive();
    if (pointer.isClosed() && !cursor.isReplaced()) {
      // Another thread may be closing the statement.
      synchronized (connection.getDatabase()) {
        if (pointer.isClosed() && !isClosed() && !connection.isClosed()) {
          run.checkOpen();
          compile();
        }
      }
    }
  }

  private void compile() throws SQLException {
    try {
      getDatabase().prepare(this);
    } catch (SQLException e) {
      throw SqlStates.named(e);
    }
  }

  @Override
  public void addBatch() throws SQLException {
    revive();
    super.addBatch();
  }

  @Override
  public void clearParameters() throws SQLException {
    revive();
    cursor.onOwn(
        () -> {
          super.clearParameters();
          return true;
        });
  }

  @Override
  public int getParameterCount() throws SQLException {
    revive();
    return super.getParameterCount();
  }

  /**
   * The columns may have changed since a statement from the cache was compiled. The driver forgets
   * them with the result.
   */
  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    revive();
    checkOpen();
    if (rs.colsMeta == null) {
      if (fresh) {
        compile();
      }
      rs.colsMeta = pointer.safeRun(DB::column_names);
      columnCount = rs.colsMeta.length;
    }
    return super.getMetaData();
  }

  /** The driver compiles and runs a query for the key after each insert. */
  @Override
  public void updateGeneratedKeys() throws SQLException {
    clearGeneratedKeys();
    key.ran(text);
  }

  @Override
  protected void clearGeneratedKeys() throws SQLException {
    super.clearGeneratedKeys();
    key.forget();
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    ResultSet known = key.result();
    if (known != null) {
      return known;
    }
    super.clearGeneratedKeys(); // the driver returns its last result again, even a closed one
    return connection.keys().read(super::getGeneratedKeys);
  }

  @Override
  public void cancel() throws SQLException {
    run.cancel();
  }

  @Override
  public int getQueryTimeout() {
    return run.timeoutSeconds();
  }

  /** Limits the statement. The driver would only replace the busy timeout. */
  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    run.timeoutSeconds(seconds);
  }

  @Override
  public void close() throws SQLException {
    run.close();
    super.close();
  }

  @Override
  protected void internalClose() throws SQLException {
    synchronized (connection.getDatabase()) {
      closeOrCache();
    }
  }

  private void closeOrCache() throws SQLException {
    connection.keys().forget(key);
    cursor.release();
    if (!text.cacheable() || pointer.isClosed() || conn.isClosed()) {
      super.internalClose();
      return;
    }
    rs.close();
    SafeStmtPtr compiled = pointer;
    if (!compiled.isClosed()) { // by a result set that closes its statement
      pointer = cache.closedPointer();
      batch = null;
      batchPos = 0;
      cache.give(new Compiled(compiled, sql, text, columnCount, paramCount));
    }
  }
}
