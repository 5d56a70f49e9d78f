package io.github.guicesql.sqlite;

import java.sql.BatchUpdateException;
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
  private final StatementRun run;

  SqliteStatement(SqliteConnection connection) {
    super(connection);
    this.connection = connection;
    cursor = new Cursor(connection, this, rs, () -> resultsWaiting);
    run = new StatementRun(connection, cursor);
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    SqlText.requireStatement(sql);
    SqlText text = SqlText.ofFirst(sql);
    return run.run(
        text,
        () -> {
          boolean hasResult = super.execute(sql);
          executed(text);
          return hasResult;
        });
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    SqlText.requireStatement(sql);
    SqlText text = SqlText.ofFirst(sql);
    return run.run(
        text,
        () -> {
          ResultSet result = super.executeQuery(sql);
          executed(text);
          return result;
        });
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    return cursor.read(super.getResultSet());
  }

  private void executed(SqlText text) throws SQLException {
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
    return run.run(SqlText.ofAll(sql), () -> super.executeLargeUpdate(sql));
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
    long[] changes = new long[entries.length];
    try {
      for (int i = 0; i < entries.length; i++) {
        try {
          changes[i] = executeEntry((String) entries[i]);
        } catch (SQLException e) {
          BatchUpdateException failure =
              new BatchUpdateException(
                  "batch entry " + i + ": " + e.getMessage(),
                  e.getSQLState(),
                  e.getErrorCode(),
                  changes,
                  e);
          failure.setNextException(e);
          throw failure;
        }
      }
    } finally {
      clearBatch();
    }
    return changes;
  }

  private long executeEntry(String entry) throws SQLException {
    return run.run(
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
              return database.executeUpdate(this, null);
            } finally {
              pointer.close();
            }
          }
        });
  }

  @Override
  public void updateGeneratedKeys() throws SQLException {
    connection
        .keys()
        .read(
            () -> {
              super.updateGeneratedKeys();
              return true;
            });
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    run.checkOpen();
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
