package io.github.guicesql.sqlite;

import org.sqlite.SQLiteException;

/** An exception of the driver's with an SQLSTATE, which the driver's own class cannot be given. */
final class StatedSqliteException extends SQLiteException {

  private static final long serialVersionUID = 1;

  private final String state;

  /** The same exception, thrown at the same place. */
  StatedSqliteException(SQLiteException e, String state) {
    super(e.getMessage(), e.getResultCode());
    this.state = state;
    setStackTrace(e.getStackTrace());
    for (Throwable suppressed : e.getSuppressed()) {
      addSuppressed(suppressed);
    }
  }

  @Override
  public String getSQLState() {
    return state;
  }
}
