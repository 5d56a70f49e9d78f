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
  record Mark(
      @Nullable SQLException last,
      @Nullable SQLException lastRollback,
      @Nullable SQLException lastLockWaitTimeout) {}

  @SuppressWarnings("ThreadLocalUsage") // each database of each injector has its own
  private final ThreadLocal<@Nullable List<WeakReference<Connection>>> own = new ThreadLocal<>();

  private volatile @Nullable SQLException last;
  private volatile @Nullable SQLException lastRollback;
  private volatile @Nullable SQLException lastLockWaitTimeout;

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

  /** Notes a failure on a thread without a transaction, unless it has a connection of its own. */
  void note(SQLException failure, Failures failures) {
    List<WeakReference<Connection>> open = own.get();
    if (open != null) {
      open.removeIf(StrayFailures::isClosed);
      if (!open.isEmpty()) {
        return;
      }
    }
    last = failure;
    if (failures.endsTransaction(failure)) {
      lastRollback = failure;
    }
    if (failures.isLockWaitTimeout(failure)) {
      lastLockWaitTimeout = failure;
    }
  }

  Mark mark() {
    return new Mark(last, lastRollback, lastLockWaitTimeout);
  }

  boolean isAnySince(Mark mark) {
    return last != mark.last();
  }

  /** Returns the last failure since the mark with which a database has ended a transaction. */
  @Nullable SQLException rollbackSince(Mark mark) {
    SQLException latest = lastRollback;
    return latest == mark.lastRollback() ? null : latest;
  }

  /** Returns the last lock wait timeout since the mark. */
  @Nullable SQLException lockWaitTimeoutSince(Mark mark) {
    SQLException latest = lastLockWaitTimeout;
    return latest == mark.lastLockWaitTimeout() ? null : latest;
  }
}
