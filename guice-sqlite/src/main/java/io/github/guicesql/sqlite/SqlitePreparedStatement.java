package io.github.guicesql.sqlite;

import io.github.guicesql.sqlite.StatementCache.Compiled;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * The driver's prepared statement on a native one that may have been used before, and that goes
 * back to the {@linkplain StatementCache cache} when this is closed. All else is the driver's; the
 * places where a transaction begins or the {@linkplain WriteGate gate} is passed stand here.
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
  private boolean fresh = true;

  SqlitePreparedStatement(
      SqliteConnection connection, StatementCache cache, String sql, @Nullable Compiled compiled)
      throws SQLException {
    super(connection, compiled == null ? sql : PLACEHOLDER);
    this.connection = connection;
    this.cache = cache;
    if (compiled == null) {
      text = SqlText.of(sql).withColumns(columnCount > 0, sql);
    } else {
      pointer.close();
      this.sql = sql;
      pointer = compiled.pointer();
      text = compiled.text();
      columnCount = compiled.columns();
      paramCount = compiled.parameters();
      rs.colsMeta = null;
    }
    connection.note(text);
  }

  @Override
  public boolean execute() throws SQLException {
    boolean passed = beforeExecution();
    try {
      return super.execute();
    } finally {
      connection.leaveGateIf(passed);
    }
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    boolean passed = beforeExecution();
    try {
      return super.executeQuery();
    } finally {
      connection.leaveGateIf(passed);
    }
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    boolean passed = beforeExecution();
    try {
      return super.executeLargeUpdate();
    } finally {
      connection.leaveGateIf(passed);
    }
  }

  private boolean beforeExecution() throws SQLException {
    fresh = false;
    connection.keys().forget(this);
    return text.mayWrite() && !pointer.isClosed() && connection.passGate(getQueryTimeout());
  }

  /** The columns may have changed since a statement from the cache was compiled. */
  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    if (fresh && rs.colsMeta == null) {
      getDatabase().prepare(this);
      rs.colsMeta = pointer.safeRun(DB::column_names);
      columnCount = rs.colsMeta.length;
    }
    return super.getMetaData();
  }

  /** The driver compiles and runs a query for the key after each insert. */
  @Override
  public void updateGeneratedKeys() throws SQLException {
    clearGeneratedKeys();
    if (text.mayWrite()) {
      connection.keys().owe(this);
    }
  }

  void fetchGeneratedKeys() throws SQLException {
    super.updateGeneratedKeys();
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    return connection.keys().of(this, super::getGeneratedKeys);
  }

  @Override
  protected void internalClose() throws SQLException {
    connection.keys().forget(this);
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
