package io.github.guicesql.transactor;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failures on a thread that has neither a transaction nor a connection of its own. Its statement is
 * another thread's, and may be a transaction's; HikariCP does not tell whose. Thread-safe.
 */
final class StrayFailures {

  /** What had failed at a time. Each failure is an object of its own. */
  record Mark(@Nullable SQLException last, @Nullable SQLException lastRollback) {}

  @SuppressWarnings("ThreadLocalUsage") // each database of each injector has its own
  private final ThreadLocal<@Nullable List<WeakReference<Connection>>> own = new ThreadLocal<>();

  private volatile @Nullable SQLException last;
  private volatile @Nullable SQLException lastRollback;

  /** Notes a connection that this thread has borrowed outside a transaction. */
  void borrowed(Connection connection) {
    List<WeakReference<Connection>> open = own.get();
    if (open == null) {
      open = new ArrayList<>(1);
      own.set(open);
    } else {
      open.removeIf(StrayFailures::isClosed);
    }
    open.add(new WeakReference<>(connection));
  }

  private static boolean isClosed(WeakReference<Connection> reference) {
    Connection connection = reference.get();
    try {
      return connection == null || connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /**
   * Notes a failure on a thread without a transaction, unless it has a connection of its own.
   *
   * @param ended whether the database has ended a transaction with it
   */
  void note(SQLException failure, boolean ended) {
    List<WeakReference<Connection>> open = own.get();
    if (open != null) {
      open.removeIf(StrayFailures::isClosed);
      if (!open.isEmpty()) {
        return;
      }
    }
    last = failure;
    if (ended) {
      lastRollback = failure;
    }
  }

  Mark mark() {
    return new Mark(last, lastRollback);
  }

  boolean isAnySince(Mark mark) {
    return last != mark.last();
  }

  /** Returns the last failure since the mark with which a database has ended a transaction. */
  @Nullable SQLException rollbackSince(Mark mark) {
    SQLException latest = lastRollback;
    return latest == mark.lastRollback() ? null : latest;
  }
}
