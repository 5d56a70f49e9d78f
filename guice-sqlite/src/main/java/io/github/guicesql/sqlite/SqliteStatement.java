package io.github.guicesql.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Statement;

/** The driver's statement, each of whose ways to run goes through a {@link StatementRun}. */
final class SqliteStatement extends JDBC4Statement {

  private final SqliteConnection connection;
  private final Cursor cursor;
  private final InsertedKey key;
  private final StatementRun run;

  /** What it runs, or has run last. */
  private SqlText text = SqlText.PLAIN;

  SqliteStatement(SqliteConnection connection) {
    super(connection);
    this.connection = connection;
    key = new InsertedKey(connection);
    cursor = new Cursor(connection, this, rs, () -> resultsWaiting);
    run = new StatementRun(connection, cursor);
    pointer = connection.statements().closedPointer(); // the driver has null until it runs
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    SqlText.requireStatement(sql);
    return run(
        SqlText.ofFirst(sql),
        () -> {
          boolean hasResult = super.execute(sql);
          executed();
          return hasResult;
        });
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    SqlText.requireStatement(sql);
    return run(
        SqlText.ofFirst(sql),
        () -> {
          ResultSet result = super.executeQuery(sql);
          executed();
          return result;
        });
  }

  private <T> T run(SqlText text, SqlCall<T> call) throws SQLException {
    key.forget();
    this.text = text;
    return run.run(text, call);
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    return cursor.read(super.getResultSet());
  }

  private void executed() throws SQLException {
    if (resultsWaiting || (rs.isOpen() && !rs.emptyResultSet)) {
      if (!text.changes()) {
        cursor.open(connection.keys().isReading());
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

  /** Runs all statements of the text, as no other way does. */
  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    return run(SqlText.ofAll(sql), () -> super.executeLargeUpdate(sql));
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return rows(text, super.getLargeUpdateCount());
  }

  /**
   * SQLite's count is that of the last statement that changes rows, whatever has run since. Of what
   * changes something, the pragmas and the definitions change no rows, and are not cached.
   */
  static long rows(SqlText text, long count) {
    return text.changes() && text.cacheable() ? count : Math.min(count, 0);
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    run.checkOpen();
    SqlText.requireStatement(sql);
    super.addBatch(sql);
  }

  /** Each statement runs for itself, so that in auto-commit mode others can write in between. */
  @Override
  public long[] executeLargeBatch() throws SQLException {
    run.checkOpen();
    Object[] entries = batch == null ? new Object[0] : Arrays.copyOf(batch, batchPos);
    BatchCounts counts = new BatchCounts(entries.length);
    try {
      while (!counts.isComplete()) {
        counts.add(executeEntry((String) entries[counts.done()]));
      }
      return counts.toArray();
    } catch (SQLException e) {
      throw counts.failure(e);
    } finally {
      clearBatch();
    }
  }

  private long executeEntry(String entry) throws SQLException {
    return run(
        SqlText.ofFirst(entry),
        () -> {
          DB database = getDatabase();
          synchronized (database) {
            sql = entry;
            database.prepare(this);
            try {
              if (pointer.safeRunInt(DB::column_count) > 0) {
                throw new SQLException("query returns results");
              }
              return rows(text, database.executeUpdate(this, null));
            } finally {
              pointer.close();
            }
          }
        });
  }

  /** The driver runs a query for the key after each insert. */
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
    run.checkOpen();
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
    super.close();
    run.close();
  }

  @Override
  protected void internalClose() throws SQLException {
    synchronized (connection.getDatabase()) {
      cursor.release();
      super.internalClose();
    }
  }
}
