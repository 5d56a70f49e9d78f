package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
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
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a driver module below its pool: it opens connections, checks those that a borrower
 * has returned, aborts those that are still open after the drain, and closes what the driver itself
 * holds. There is one per built database.
 *
 * <p>This class keeps the register of open connections; a subclass defines how to open one. Its
 * {@code toString} names the database in logs and errors and must not contain a secret. Thread-safe
 * if the subclass is.
 */
public abstract class DriverHandle {

  private static final Logger log = LoggerFactory.getLogger(DriverHandle.class);

  /** The class of SQLSTATEs for a refused login: 28P01 and 28000. */
  private static final String INVALID_AUTHORIZATION = "28";

  private static final int MOST_ABORTS_AT_ONCE = 16;
  private static final long ABORT_LIMIT_SECONDS = 2;

  private final Map<Connection, OpenConnection> connections = new ConcurrentHashMap<>();

  /** A lock-free cache in front of the register; a miss costs one look-up. */
  private final @Nullable OpenConnection[] recent = new OpenConnection[64];

  private volatile @Nullable Class<? extends Connection> type;
  private volatile int loginTimeoutSeconds;
  private volatile String poolName = "";
  private volatile boolean closing;

  private volatile @Nullable Logins logins;
  private volatile @Nullable String currentUser;
  private volatile @Nullable Credentials last;
  private volatile Runnable retirement = () -> {};

  /** Connections that were opened, and how many of them the last retirement has covered. */
  private final AtomicLong openedCount = new AtomicLong();

  private final AtomicLong retiredCount = new AtomicLong();

  /** Called by the constructors of subclasses. */
  protected DriverHandle() {}

  /**
   * Opens a physical connection. If this method fails, it must not leave the connection open;
   * {@link #closeQuietly} helps.
   *
   * @param credentials the credentials to log in with, or null for those of the configuration. They
   *     may be others for each connection.
   */
  protected abstract Connection open(@Nullable Credentials credentials) throws SQLException;

  /**
   * Checks a connection that its borrower has closed, before it is returned to the pool: rolls back
   * an open transaction, or restores what the borrower changed. It is called on the borrower's
   * thread, once per borrow, twice if the borrower has used JDBC's setters, and by nothing else
   * that a user may call. The default implementation does nothing.
   *
   * @param connection the same object that {@link #open} returned
   * @return false if the connection must not be lent again; the pool then closes it
   * @throws SQLException has the same effect as returning false
   */
  protected boolean returned(Connection connection) throws SQLException {
    return true;
  }

  /**
   * Returns whether a failure to open a connection may heal by itself, so that it is worth while to
   * wait and try again: the server has not started, or has no connection to spare. A wrong
   * password, a database that does not exist or a refusal by TLS does not heal. The default
   * implementation knows the errors of the network.
   */
  protected boolean canHeal(SQLException refusal) {
    return Unreachable.isReportedBy(refusal);
  }

  /**
   * Aborts a connection and, if the driver supports it, cancels its running statement in the
   * server. It is called for each open connection, including idle ones, if some are still borrowed
   * when the drain is over. Each call has a thread of its own, and the pool waits for at most 2 s.
   * The default implementation only aborts; a driver whose {@code abort()} does nothing must close
   * the connection here.
   */
  protected void abort(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  /**
   * Closes what the driver itself holds. It is called once, after the pool was closed and each
   * connection was closed or aborted. The default implementation does nothing.
   */
  protected void close() throws Exception {}

  /**
   * Returns a data source without a pool: each call opens a connection, which is among those that
   * closing aborts. A user that it is given does not concern the pool.
   */
  public final DataSource unpooled() {
    return new HandleDataSource(this, false);
  }

  /** The limit for opening a connection, in seconds; 0 means no limit. */
  protected final int loginTimeoutSeconds() {
    return loginTimeoutSeconds;
  }

  /** The pool's name after all hooks have run; empty before the first connection is opened. */
  protected final String poolName() {
    return poolName;
  }

  /**
   * The credentials that the last connection was opened with, for a driver that needs a connection
   * of its own; null for those of the configuration.
   */
  protected final @Nullable Credentials lastCredentials() {
    return last;
  }

  /** The open connections, in no particular order. */
  protected final Collection<Connection> connections() {
    return Collections.unmodifiableSet(connections.keySet());
  }

  /**
   * Removes a connection from the register. A driver whose connections report their closing calls
   * this.
   */
  protected final void forget(Connection connection) {
    connections.remove(connection);
  }

  /**
   * Closes a connection after a failure; an exception from closing is added to it as suppressed.
   */
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

  /**
   * Opens a connection and registers it.
   *
   * @param forPool whether a given user is the one that the pool logs in as from now on
   */
  final Connection register(@Nullable Credentials credentials, boolean forPool)
      throws SQLException {
    refuseIfClosing();
    Logins source = logins;
    if (credentials != null || source == null) {
      if (credentials == null || !forPool) {
        return keep(open(credentials), null);
      }
      userIs(credentials.user());
      return keep(open(credentials), credentials);
    }
    Credentials asked = source.current();
    Connection connection;
    try {
      connection = open(asked);
    } catch (SQLException e) {
      if (!isLoginRefused(e)) {
        throw e;
      }
      log.debug("{}: the login of {} was refused; trying newer credentials", poolName, asked, e);
      asked = source.after(asked);
      connection = openAgain(asked, e);
    }
    Connection registered = keep(connection, asked);
    source.watch();
    return registered;
  }

  private Connection openAgain(Credentials newer, SQLException refusal) throws SQLException {
    try {
      return open(newer);
    } catch (SQLException | RuntimeException e) {
      e.addSuppressed(refusal);
      throw e;
    }
  }

  /** Returns whether the database has refused a user or a password. */
  private static boolean isLoginRefused(SQLException refusal) {
    String state = refusal.getSQLState();
    return state != null && state.startsWith(INVALID_AUTHORIZATION);
  }

  /**
   * Registers a connection.
   *
   * @param credentials null if they do not change
   */
  private Connection keep(Connection connection, @Nullable Credentials credentials)
      throws SQLException {
    try {
      connections.keySet().removeIf(DriverHandle::isClosed);
      String user = credentials == null ? null : credentials.user();
      connections.put(connection, new OpenConnection(this, connection, user));
      if (credentials != null) {
        last = credentials;
      }
      openedCount.incrementAndGet();
      Arrays.fill(recent, null); // the cache must not keep closed connections reachable
      type = connection.getClass();
      refuseIfClosing();
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      connections.remove(connection);
      closeQuietly(connection, e);
      throw e;
    }
  }

  /** Has new connections log in with what a source says. */
  final void logInBy(CredentialsSource source) {
    logins = new Logins(source, this);
  }

  /**
   * Sets how the pool closes its idle connections, and the borrowed ones when they are returned.
   */
  final void retireBy(Runnable newRetirement) {
    retirement = newRetirement;
  }

  /** Sets the user that connections must have from now on. */
  final void userIs(String user) {
    String before = currentUser;
    currentUser = user;
    if (before != null && !before.equals(user)) {
      log.info("{}: the user is {} now; connections of {} are retired", poolName, user, before);
      retire();
    }
  }

  /** Returns whether a connection's user is still the one to log in as. */
  final boolean isCurrent(@Nullable String user) {
    return user == null || user.equals(currentUser);
  }

  /**
   * Retires connections of another user that were being opened while the user changed. Each
   * retirement covers the connections that exist: a borrowed one is closed when it is returned, and
   * needs no second retirement.
   */
  final void retireOthers() {
    if (retiredCount.get() < openedCount.get()
        && connections.values().stream().anyMatch(each -> !isCurrent(each.user()))) {
      retire();
    }
  }

  private void retire() {
    retiredCount.set(openedCount.get());
    retirement.run();
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

  /**
   * Returns whether any connection was opened by this handle; none is if a hook has replaced the
   * data source.
   */
  final boolean hasOpened() {
    return type != null;
  }

  /** Returns the connection below the pool's connection, or null if this handle did not open it. */
  final @Nullable OpenConnection opened(Connection pooled) throws SQLException {
    Class<? extends Connection> opened = type;
    if (opened == null) {
      return null;
    }
    Connection connection = pooled.unwrap(opened);
    // A pool lends a thread the connection that it had before, if possible.
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
   * Refuses new connections from now on, before the pool is closed. Otherwise the pool would wait
   * up to the login timeout for a connection that is being opened in the background; {@link
   * #register} refuses that one when it arrives.
   */
  final void refuseNew() {
    closing = true;
    loginTimeoutSeconds = 1;
    Logins source = logins;
    if (source != null) {
      source.close();
    }
  }

  /**
   * Aborts all open connections, several at a time, within 2 s in all, since a server may not
   * respond.
   */
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

  /** Closes everything that is left after the pool was closed, so that no connection stays open. */
  final void closeAll() throws Exception {
    refuseNew();
    abortAll();
    close();
  }
}
