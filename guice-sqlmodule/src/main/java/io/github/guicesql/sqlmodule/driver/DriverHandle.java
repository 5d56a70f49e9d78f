package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver module does below its pool: it opens connections, looks at those that a borrower
 * returned, aborts those that outlast the drain, and closes what the driver itself holds. One per
 * built database.
 *
 * <p>This class keeps the register of the connections that are open; a subclass says how to open
 * one. Its {@code toString} names the database, in logs and errors, and must show no secret.
 * Thread-safe if the subclass is.
 */
public abstract class DriverHandle {

  private static final Logger log = LoggerFactory.getLogger(DriverHandle.class);
  private static final int MOST_ABORTS_AT_ONCE = 16;
  private static final long ABORT_LIMIT_SECONDS = 2;

  private final Map<Connection, OpenConnection> connections = new ConcurrentHashMap<>();

  /** Looked into before the register, without any lock: a miss costs a look-up. */
  private final @Nullable OpenConnection[] recent = new OpenConnection[64];

  private volatile @Nullable Class<? extends Connection> type;
  private volatile int loginTimeoutSeconds;
  private volatile String poolName = "";
  private volatile boolean closing;

  /** For a subclass's constructor. */
  protected DriverHandle() {}

  /**
   * Opens a physical connection. It must not be left open if something fails on the way; {@link
   * #closeQuietly} helps.
   *
   * @param credentials who logs in, or null for whom the configuration names
   */
  protected abstract Connection open(@Nullable Credentials credentials) throws SQLException;

  /**
   * Looks at a connection that its borrower has closed, before the pool takes it back: rolls back
   * what the borrower left, or restores what it changed. Called on the borrower's thread, once per
   * borrow, twice if the borrower has used JDBC's setters, and never by anything else that a user
   * may call. Does nothing unless it is overridden.
   *
   * @param connection the very object that {@link #open} returned
   * @return false if it is not fit for another borrower; the pool then closes it
   * @throws SQLException counts as false
   */
  protected boolean returned(Connection connection) throws SQLException {
    return true;
  }

  /**
   * Aborts a connection and, if the driver knows how, stops the statement that runs for it in the
   * server. Called for each connection that is open when the drain is over and some are still
   * borrowed, idle ones too; each on a thread of its own, and the pool waits for 2 s at most. Only
   * aborts unless it is overridden: a driver whose {@code abort()} does nothing must close the
   * connection here.
   */
  protected void abort(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  /**
   * Closes what the driver itself holds. Called once, after the pool has closed and each connection
   * was closed or aborted. Does nothing unless it is overridden.
   */
  protected void close() throws Exception {}

  /**
   * This as a data source without a pool: each call opens a connection, which counts among those
   * that closing aborts. It is what the pool opens its connections with.
   */
  public final DataSource unpooled() {
    return new HandleDataSource(this);
  }

  /** The longest that opening a connection should take, in seconds; 0 is no limit. */
  protected final int loginTimeoutSeconds() {
    return loginTimeoutSeconds;
  }

  /** The pool's name after all hooks; empty before the first connection is opened. */
  protected final String poolName() {
    return poolName;
  }

  /** The connections that are open, in no order. */
  protected final Collection<Connection> connections() {
    return Collections.unmodifiableSet(connections.keySet());
  }

  /** For a driver whose connections know when they were closed: takes one out of the register. */
  protected final void forget(Connection connection) {
    connections.remove(connection);
  }

  /** Closes a connection on whose way something failed; what that throws is suppressed. */
  protected static void closeQuietly(Connection connection, Throwable failure) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  final void name(String newName) {
    poolName = newName;
  }

  final void limitLogin(int seconds) {
    if (!closing) {
      loginTimeoutSeconds = seconds;
    }
  }

  /** Opens a connection for the pool and registers it. */
  final Connection register(@Nullable Credentials credentials) throws SQLException {
    refuseIfClosing();
    Connection connection = open(credentials);
    try {
      connections.keySet().removeIf(DriverHandle::isClosed);
      connections.put(connection, new OpenConnection(this, connection));
      Arrays.fill(recent, null); // or it would keep those that were closed
      type = connection.getClass();
      refuseIfClosing();
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      connections.remove(connection);
      closeQuietly(connection, e);
      throw e;
    }
  }

  private void refuseIfClosing() throws SQLException {
    if (closing) {
      throw new SQLNonTransientConnectionException("The pool has closed.", "08003");
    }
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  /** Whether any connection was ever opened here: not if a hook has replaced the data source. */
  final boolean hasOpened() {
    return type != null;
  }

  /** What is below the pool's connection; null if it was not opened here. */
  final @Nullable OpenConnection opened(Connection pooled) throws SQLException {
    Class<? extends Connection> opened = type;
    if (opened == null) {
      return null;
    }
    Connection connection = pooled.unwrap(opened);
    // A pool gives a thread the connection that it had before, if it can.
    int slot = (int) Thread.currentThread().getId() & (recent.length - 1);
    OpenConnection before = recent[slot];
    if (before != null && before.is(connection)) {
      return before;
    }
    OpenConnection found = connections.get(connection);
    recent[slot] = found;
    return found;
  }

  /** Returns whether the pool may lend the connection again. */
  final boolean isFit(Connection connection) {
    try {
      return closing || returned(connection);
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: a returned connection is closed", poolName, e);
      return false;
    }
  }

  /**
   * The pool is about to close. It would wait as long as the login timeout for a connection that is
   * being opened in the background; whichever comes later is refused by {@link #register}.
   */
  final void refuseNew() {
    closing = true;
    loginTimeoutSeconds = 1;
  }

  /** Aborts every open connection, several at a time, for 2 s in all: a server may be gone. */
  final void abortAll() throws InterruptedException {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Connection connection : connections.keySet()) {
      if (!isClosed(connection)) {
        tasks.add(() -> abortOne(connection));
      }
    }
    if (tasks.isEmpty()) {
      return;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(tasks.size(), MOST_ABORTS_AT_ONCE),
            task -> {
              Thread thread = new Thread(task, poolName + ":abort");
              thread.setDaemon(true);
              return thread;
            });
    try {
      threads.invokeAll(tasks, ABORT_LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private Void abortOne(Connection connection) {
    try {
      abort(connection);
    } catch (SQLException | RuntimeException e) {
      log.warn(
          "{}: a connection was not aborted; its statement may still run in the server",
          poolName,
          e);
    }
    return null;
  }

  /** Ends what is left after the pool: nothing of this database stays open. */
  final void closeAll() throws Exception {
    refuseNew();
    abortAll();
    close();
  }
}
