package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/** A native statement that does not exist: whatever the driver does with it fails with a reason. */
final class UnusablePointer extends SafeStmtPtr {

  private static final String CANCELLED = "57014";
  private static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";

  private final String reason;
  private final String sqlState;

  private UnusablePointer(DB database, String reason, String sqlState) {
    super(database, 0);
    this.reason = reason;
    this.sqlState = sqlState;
  }

  /**
   * Creates a substitute for the native statement of a result set that was closed by a commit or a
   * rollback. The driver's result set would report the end of its rows, which a loop takes for
   * success.
   */
  static UnusablePointer ofEndedResult(DB database) {
    return new UnusablePointer(
        database,
        "The result set was closed when its transaction ended. Read it to the end before the commit"
            + " or the rollback, or read on another connection.",
        SqlStates.INVALID_CURSOR_STATE);
  }

  /**
   * Creates a substitute for the native statement of a result set that was open while a statement
   * of its connection was cancelled.
   */
  static UnusablePointer ofInterruptedResult(DB database) {
    return new UnusablePointer(
        database,
        "The result set was closed when a statement of its connection was cancelled or ran into its"
            + " query timeout: SQLite interrupts all that a connection has open.",
        CANCELLED);
  }

  /** Creates a substitute for the native statement of a statement that is closed. */
  static UnusablePointer ofClosedStatement(DB database) {
    return new UnusablePointer(
        database, "The statement is closed.", OBJECT_NOT_IN_PREREQUISITE_STATE);
  }

  private SQLException unusable() {
    return new SQLException(reason, sqlState);
  }

  @Override
  public boolean isClosed() {
    return true;
  }

  @Override
  public int close() {
    return 0;
  }

  @Override
  public <E extends Throwable> int safeRunInt(SafePtrIntFunction<E> run) throws SQLException {
    throw unusable();
  }

  @Override
  public <E extends Throwable> long safeRunLong(SafePtrLongFunction<E> run) throws SQLException {
    throw unusable();
  }

  @Override
  public <E extends Throwable> double safeRunDouble(SafePtrDoubleFunction<E> run)
      throws SQLException {
    throw unusable();
  }

  @Override
  public <T, E extends Throwable> T safeRun(SafePtrFunction<T, E> run) throws SQLException {
    throw unusable();
  }

  @Override
  public <E extends Throwable> void safeRunConsume(SafePtrConsumer<E> run) throws SQLException {
    throw unusable();
  }
}
