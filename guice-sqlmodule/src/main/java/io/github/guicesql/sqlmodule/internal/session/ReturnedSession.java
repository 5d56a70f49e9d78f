package io.github.guicesql.sqlmodule.internal.session;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sessions that borrowers have returned what they were, as far as the driver knows without
 * asking the server: what is as it was costs no round trip. Thread-safe; one for each pool.
 */
public abstract class ReturnedSession {

  private static final Logger log = LoggerFactory.getLogger(ReturnedSession.class);

  private final HikariConfig pool;
  private final Map<Connection, Map<String, String>> asOpened =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** For the connections of a pool, whose settings may change until it has started. */
  protected ReturnedSession(HikariConfig pool) {
    this.pool = pool;
  }

  /** Whether the server waits for something that no statement can give it, as in a COPY. */
  protected boolean isBusy(Connection connection) throws SQLException {
    return false;
  }

  /** Whether a transaction is open, or has failed, as the server said last. */
  protected abstract boolean isInTransaction(Connection connection) throws SQLException;

  /** Turns auto-commit on or off if SQL has turned it off or on. */
  protected abstract void restoreAutoCommit(Connection connection, boolean asThePoolHasIt)
      throws SQLException;

  /** The settings that the server reports, always in the same order; may be a view. */
  protected abstract Map<String, String> settings(Connection connection) throws SQLException;

  /**
   * Makes settings what they were.
   *
   * @return false if that cannot be
   */
  protected abstract boolean restore(
      Connection connection, Map<String, String> before, Map<String, String> now)
      throws SQLException;

  /** Notes what a new connection is like. */
  public final void opened(Connection connection) throws SQLException {
    asOpened.put(connection, new LinkedHashMap<>(settings(connection)));
  }

  /** Cleans the session; returns whether it is fit for another borrower. */
  public final boolean clean(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      return false;
    }
    if (isBusy(connection)) {
      // The pool would wait with it, even for a rollback.
      connection.abort(Runnable::run);
      return false;
    }
    if (isInTransaction(connection)) {
      log.debug("{}: rolled back what a borrower left open", pool.getPoolName());
      execute(connection, "ROLLBACK");
    }
    restoreAutoCommit(connection, pool.isAutoCommit());
    Map<String, String> before = asOpened.get(connection);
    Map<String, String> now = settings(connection);
    return before == null || isSame(before, now) || restoreAll(connection, before, now);
  }

  private static boolean isSame(Map<String, String> before, Map<String, String> now) {
    if (before.size() != now.size()) {
      return false;
    }
    Iterator<String> values = before.values().iterator();
    for (String value : now.values()) {
      if (!value.equals(values.next())) {
        return false;
      }
    }
    return true;
  }

  /**
   * With what the pool itself does to each new connection, after it was opened. That may be the
   * whole difference; from then on, it is part of what is known of the connection.
   */
  private boolean restoreAll(
      Connection connection, Map<String, String> before, Map<String, String> now)
      throws SQLException {
    log.debug("{}: restores settings that a borrower changed", pool.getPoolName());
    if (!restore(connection, before, new LinkedHashMap<>(now))) {
      return false;
    }
    if (pool.getCatalog() != null) {
      connection.setCatalog(pool.getCatalog());
    }
    if (pool.getSchema() != null) {
      connection.setSchema(pool.getSchema());
    }
    if (pool.getConnectionInitSql() != null) {
      execute(connection, pool.getConnectionInitSql());
    }
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
    opened(connection);
    return true;
  }

  /** Executes a statement that has no result. */
  protected static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
