package io.github.guicesql.sqlite;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreResultSet;
import org.sqlite.core.CoreStatement;
import org.sqlite.jdbc4.JDBC4ResultSet;

/**
 * The driver's result set, whose {@link #next()} fails with an SQLSTATE. A statement of the
 * driver's has one result set for all its executions, which it creates itself; this one reads the
 * rows of one execution, for as long as that one is open.
 */
final class SqliteResultSet extends JDBC4ResultSet {

  private final CoreResultSet ofStatement;
  private final Cursor cursor;

  SqliteResultSet(CoreStatement statement, CoreResultSet ofStatement, Cursor cursor) {
    super(statement);
    this.cursor = cursor;
    this.ofStatement = ofStatement;
    open = true;
    emptyResultSet = ofStatement.emptyResultSet;
    maxRows = ofStatement.maxRows;
    cols = ofStatement.cols;
    colsMeta = ofStatement.colsMeta;
  }

  /**
   * Reads the next row. Of a closed result the driver says that it has none, which a loop takes for
   * its end.
   */
  @Override
  public boolean next() throws SQLException {
    checkOpen();
    cursor.reads(true);
    try {
      return super.next();
    } catch (SQLException e) {
      throw SqlStates.named(e);
    } finally {
      cursor.reads(false);
    }
  }

  @Override
  public boolean isOpen() {
    return open && ofStatement.isOpen();
  }

  @Override
  protected void checkOpen() throws SQLException {
    open = isOpen();
    if (!open) {
      throw new SQLException("ResultSet closed", SqlStates.INVALID_CURSOR_STATE);
    }
  }

  /** Called with each column that is read. The driver does not look whether the result is open. */
  @Override
  public int checkCol(int column) throws SQLException {
    checkOpen();
    return super.checkCol(column);
  }

  /** Marks the column for {@link #wasNull()}. The driver forgets to. */
  @Override
  public BigDecimal getBigDecimal(int column) throws SQLException {
    markCol(column);
    return super.getBigDecimal(column);
  }

  /**
   * Returns null for a null of any class, where the driver fails, or has false for a {@code
   * Boolean}.
   */
  @Override
  public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
    int index = markCol(column);
    int columnType = stmt.pointer.safeRunInt((db, pointer) -> db.column_type(pointer, index));
    if (columnType == Codes.SQLITE_NULL && type != null) {
      return null;
    }
    try {
      return super.getObject(column, type);
    } catch (DateTimeException e) {
      throw new SQLException(
          "The value of column " + column + " cannot be read as " + type.getSimpleName() + ".",
          SqlStates.INVALID_DATETIME,
          e);
    }
  }

  /** Another result set of the statement takes its place. */
  void supersede() {
    open = false;
  }

  @Override
  public void close() throws SQLException {
    boolean wasOpen = isOpen();
    open = false;
    super.close();
    if (wasOpen) {
      ofStatement.close();
    }
  }
}
