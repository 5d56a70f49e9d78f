package io.github.guicesql.sqlmodule.internal.session;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores sessions that borrowers have returned, by what the driver knows without asking the
 * server: an unchanged session costs no round trip. Thread-safe; there is one per pool.
 */
public abstract class ReturnedSession {

  private static final Logger log = LoggerFactory.getLogger(ReturnedSession.class);

  private final HikariConfig pool;

  /** By connection; those of closed ones are removed when another one is opened. */
  private final Map<Connection, Map<String, String>> asOpened = new ConcurrentHashMap<>();

  /**
   * Creates an object for the connections of a pool, whose settings may change until it has
   * started.
   */
  protected ReturnedSession(HikariConfig pool) {
    this.pool = pool;
  }

  /** Returns whether the server waits for something that no statement can provide, as in a COPY. */
  protected boolean isBusy(Connection connection) throws SQLException {
    return false;
  }

  /** Returns whether a transaction is open or has failed, according to the server's last report. */
  protected abstract boolean isInTransaction(Connection connection) throws SQLException;

  /** Restores auto-commit if SQL has changed it. */
  protected abstract void restoreAutoCommit(Connection connection, boolean asThePoolHasIt)
      throws SQLException;

  /**
   * Returns whether the server has reported that the session can write. By default, nothing is
   * known of that.
   */
  protected boolean isKnownToWrite(Connection connection) throws SQLException {
    return false;
  }

  /**
   * Returns the settings that the server reports, always in the same order; the result may be a
   * view.
   */
  protected abstract Map<String, String> settings(Connection connection) throws SQLException;

  /**
   * Restores settings to their values before.
   *
   * @return false if that is impossible
   */
  protected abstract boolean restore(
      Connection connection, Map<String, String> before, Map<String, String> now)
      throws SQLException;

  /** Records the settings of a new connection. */
  public final void opened(Connection connection) throws SQLException {
    asOpened.keySet().removeIf(ReturnedSession::isClosed);
    asOpened.put(connection, new LinkedHashMap<>(settings(connection)));
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Restores the session, and returns whether it can be lent to another borrower. */
  public final boolean clean(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      return false;
    }
    if (isBusy(connection)) {
      // Any other use by the pool, even a rollback, would wait for the COPY to end.
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
    return before == null
        || (isSame(before, now) && !(pool.isReadOnly() && isKnownToWrite(connection)))
        || restoreAll(connection, before, now);
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
   * Restores the settings, and repeats what the pool itself does to each new connection after it
   * was opened. That may be the whole difference; from then on, it is recorded as part of the
   * connection's state.
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
    if (pool.isReadOnly()) {
      // The driver sends nothing for a mode that it takes for set.
      connection.setReadOnly(false);
      connection.setReadOnly(true);
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
