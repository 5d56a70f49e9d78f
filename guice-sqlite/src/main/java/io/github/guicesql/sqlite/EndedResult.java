package io.github.guicesql.sqlite;

import java.sql.SQLException;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * Stands in for the native statement of a result set that was closed by a commit or a rollback. The
 * driver's result set would report the end of its rows, which a loop takes for success.
 */
final class EndedResult extends SafeStmtPtr {

  private static final String INVALID_CURSOR_STATE = "24000";

  EndedResult(DB database) {
    super(database, 0);
  }

  private static SQLException ended() {
    return new SQLException(
        "The result set was closed when its transaction ended. Read it to the end before the commit"
            + " or the rollback, or read on another connection.",
        INVALID_CURSOR_STATE);
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
    throw ended();
  }

  @Override
  public <E extends Throwable> long safeRunLong(SafePtrLongFunction<E> run) throws SQLException {
    throw ended();
  }

  @Override
  public <E extends Throwable> double safeRunDouble(SafePtrDoubleFunction<E> run)
      throws SQLException {
    throw ended();
  }

  @Override
  public <T, E extends Throwable> T safeRun(SafePtrFunction<T, E> run) throws SQLException {
    throw ended();
  }

  @Override
  public <E extends Throwable> void safeRunConsume(SafePtrConsumer<E> run) throws SQLException {
    throw ended();
  }
}
