package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import io.github.guicesql.sqlmodule.Statistic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
  private static final long ABORT_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** HikariCP fills a pool up at least as often, a login of 10 s included. */
  private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The limit for a health check's login, and for each of its answers. */
  static final int PROBE_LIMIT_SECONDS = 5;

  private final Map<Connection, OpenConnection> connections = new ConcurrentHashMap<>();

  /** A lock-free cache in front of the register; a miss costs one look-up. */
  private final @Nullable OpenConnection[] recent = new OpenConnection[64];

  /** Set while a thread opens a connection that is not the pool's. */
  private final ThreadLocal<Boolean> besidePool = new ThreadLocal<>();

  private volatile @Nullable Class<? extends Connection> type;
  private volatile int loginTimeoutSeconds;

  /** The limit for a thread that opens a connection for a ping or a health check. */
  private final ThreadLocal<@Nullable Integer> ownLimit = new ThreadLocal<>();

  private final ThreadLocal<Boolean> probing = new ThreadLocal<>();
  private volatile String poolName = "";
  private volatile DatabaseObserver observer = DatabaseObserver.NONE;
  private volatile boolean closing;

  private volatile @Nullable Logins logins;
  private volatile @Nullable String currentUser;
  private volatile @Nullable Credentials last;
  private volatile @Nullable Runnable retirement;

  /** When opening a connection failed; null again once one was opened. */
  private volatile @Nullable Long failedAt;

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
   * Returns whether an idle connection can be lent: false if it leads to a server that is no longer
   * the wanted one, and the pool then closes it. It is called at each borrow and must not ask the
   * server. The default implementation returns true.
   *
   * @param connection the same object that {@link #open} returned
   */
  protected boolean isLendable(Connection connection) {
    return true;
  }

  /**
   * Returns why no connection can be opened now, for people and without secrets; null if there is
   * no such reason. It must not ask the server. The default implementation returns null.
   */
  protected @Nullable String unavailable() {
    return null;
  }

  /**
   * Returns a line for each of the database's servers with its state, for people and without
   * secrets, without asking them. The default implementation returns none: there is one server, and
   * nothing is known of it.
   */
  protected List<String> servers() {
    return List.of();
  }

  /**
   * Called when closing begins: {@link #open} must no longer wait for a server that is not there.
   * The default implementation does nothing.
   */
  protected void closingBegins() {}

  /**
   * Called when a borrower has unwrapped the driver's own connection, whose methods may change what
   * {@link #returned} cannot see. The default implementation does nothing.
   *
   * @param connection the same object that {@link #open} returned
   */
  protected void unwrapped(Connection connection) throws SQLException {}

  /**
   * Returns whether nothing of a connection's open transaction can be committed any more, as after
   * a failed statement on PostgreSQL, where {@code commit} rolls back and reports no error; empty
   * if that is not known. It is called before a commit and must not ask the server. The default
   * implementation returns empty.
   *
   * @param connection the same object that {@link #open} returned
   */
  protected Optional<Boolean> transactionHasFailed(Connection connection) throws SQLException {
    return Optional.empty();
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
   * Ends in the server what {@link #abort} has left running there, if that takes the server's
   * answer. It is called for each aborted connection, idle ones included, once all are aborted: a
   * silent server must not keep any borrower waiting. The default implementation does nothing.
   */
  protected void kill(Connection aborted) throws SQLException {}

  /**
   * Returns the position up to which the database has written, as text; empty if no connection of
   * this handle, a reader's, can be behind it. The default implementation returns the empty text.
   *
   * @param writer a borrowed connection of the database's pool
   */
  protected String position(Connection writer) throws SQLException {
    return "";
  }

  /**
   * Waits until the server of a reader's connection has what was written up to a position.
   *
   * @param reader a borrowed connection of this handle's pool
   * @param position what {@link #position} has returned, in this process or another one
   * @param limit how long to wait; zero asks once
   * @return whether it has it
   * @throws IllegalArgumentException if the text is not a position
   */
  protected boolean reaches(Connection reader, String position, Duration limit)
      throws SQLException {
    return position.isEmpty();
  }

  /**
   * Acquires the lock under which one process at a time migrates this database. It must end with
   * the process that holds it and must not hold up the migrations themselves. The default
   * implementation returns {@link MigrationLock#NONE}. It is called on the thread that runs the
   * migrations, which is interrupted when the pool closes.
   *
   * @param source opens connections as the migrations get them
   * @param limit how long to wait for the lock; zero for not at all
   * @throws TimeoutException if another process has held it for that long
   * @throws SQLException if the lock cannot be asked for, such as without a connection
   */
  protected MigrationLock lockForMigrations(DataSource source, Duration limit)
      throws SQLException, TimeoutException, InterruptedException {
    return MigrationLock.NONE;
  }

  /**
   * Returns the credentials with which the user of a connection logs in now; null for those of the
   * configuration, or if this handle did not open it.
   */
  protected final @Nullable Credentials credentials(Connection connection) {
    OpenConnection opened = connections.get(connection);
    Credentials own = opened == null ? null : opened.credentials();
    Credentials newest = last;
    boolean renewed = own != null && newest != null && newest.user().equals(own.user());
    return renewed ? newest : own;
  }

  /**
   * Asks the database for a health check, on a connection that only health checks use. It may close
   * the connection, which is then not kept for the next check. The default implementation asks
   * {@link Connection#isValid}.
   *
   * @param connection the same object that {@link #open} returned
   * @return why the database cannot be written to, for people and without secrets; null if it can
   *     be, or is meant to be read only
   * @throws SQLException if the database does not answer as it should
   */
  protected @Nullable String probe(Connection connection) throws SQLException {
    if (!connection.isValid(PROBE_LIMIT_SECONDS)) {
      throw new SQLException("The connection is not valid.", "08006");
    }
    return null;
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

  /** Returns whether this thread opens a connection for a health check. */
  protected final boolean isForProbe() {
    return probing.get() != null;
  }

  /** Opens a connection with given credentials; null for those of the configuration. */
  @FunctionalInterface
  protected interface Opening {
    /** Opens the connection. */
    Connection open(@Nullable Credentials credentials) throws SQLException;
  }

  /**
   * Opens a connection beside the pool with the credentials that the pool would log in with now,
   * or, if their source fails, with those that the database has accepted last: a source that is
   * away must not make a host look dead, nor a dead one look alive. It is not registered: the
   * caller closes it.
   */
  protected final Connection openAsPool(Opening opening) throws SQLException {
    Logins source = logins;
    if (source == null) {
      return opening.open(last);
    }
    try {
      return logIn(source, opening).connection();
    } catch (NoCredentialsException e) {
      Credentials accepted = last;
      if (accepted == null) {
        throw e;
      }
      log.debug("{}: logging in as {} once more", poolName, accepted, e);
      return opening.open(accepted);
    }
  }

  /** The limit for opening a connection, in seconds; 0 means no limit. */
  protected final int loginTimeoutSeconds() {
    Integer own = ownLimit.get();
    return own == null ? loginTimeoutSeconds : own;
  }

  /** The pool's name after all hooks have run; empty before the first connection is opened. */
  protected final String poolName() {
    return poolName;
  }

  /**
   * Returns the figures that this driver keeps, such as those of a statement cache. The default
   * implementation has none.
   */
  protected List<Statistic> statistics() {
    return List.of();
  }

  /**
   * Where to publish what happens in this database; {@link DatabaseObserver#NONE} if nobody
   * observes it. It does not change once the first connection is opened.
   */
  protected final DatabaseObserver observer() {
    return observer;
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

  final void publishTo(DatabaseObserver newObserver) {
    observer = newObserver;
  }

  final void name(String newName) {
    poolName = newName;
  }

  final void limitLogin(int seconds) {
    if (!closing) {
      loginTimeoutSeconds = seconds;
    }
  }

  /** Opens a connection within the limit of a health check instead of the pool's. */
  final Connection openForProbe(Callable<Connection> opening) throws Exception {
    probing.set(true);
    try {
      return openWithin(PROBE_LIMIT_SECONDS, opening);
    } finally {
      probing.remove();
    }
  }

  /** Opens a connection within a limit of this thread's instead of the pool's. */
  final Connection openWithin(int seconds, Callable<Connection> opening) throws Exception {
    ownLimit.set(seconds);
    try {
      return opening.call();
    } finally {
      ownLimit.remove();
    }
  }

  /** Opens a connection as a user who is not the pool's, through whatever wraps the data source. */
  final Connection openBesidePool(String user, @Nullable String password, DataSource source)
      throws SQLException {
    besidePool.set(true);
    try {
      return source.getConnection(user, password);
    } finally {
      besidePool.remove();
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
      boolean ofPool = forPool && besidePool.get() == null;
      if (credentials != null && ofPool) {
        userIs(credentials.user());
        last = credentials;
      }
      return keep(noted(credentials), credentials, ofPool);
    }
    LoggedIn opened = logIn(source, this::noted);
    Connection registered = keep(opened.connection(), opened.credentials(), true);
    source.watch();
    return registered;
  }

  /** Opens a connection, and notes whether that has failed. */
  private Connection noted(@Nullable Credentials credentials) throws SQLException {
    try {
      Connection opened = open(credentials);
      failedAt = null;
      return opened;
    } catch (SQLException e) {
      failedAt = System.nanoTime();
      throw e;
    }
  }

  /**
   * Returns whether no connection is open, and none could be opened a short while ago, without
   * asking the server. As long as the pool goes on to try, this stays up to date.
   */
  final boolean isAway() {
    Long failed = failedAt;
    return failed != null
        && System.nanoTime() - failed < AWAY_NANOS
        && connections.keySet().stream().allMatch(DriverHandle::isClosed);
  }

  /** A connection and the credentials that the database has accepted for it. */
  private record LoggedIn(Connection connection, Credentials credentials) {}

  /** Opens a connection with what a source says; if that is refused, with newer credentials. */
  private LoggedIn logIn(Logins source, Opening opening) throws SQLException {
    Credentials asked = source.current();
    try {
      return new LoggedIn(opening.open(asked), asked);
    } catch (SQLException refusal) {
      if (!isLoginRefused(refusal)) {
        throw refusal;
      }
      log.debug(
          "{}: the login of {} was refused; trying newer credentials", poolName, asked, refusal);
      try {
        Credentials newer = source.after(asked);
        return new LoggedIn(opening.open(newer), newer);
      } catch (SQLException | RuntimeException e) {
        e.addSuppressed(refusal);
        throw e;
      }
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
   * @param credentials null for those of the configuration
   * @param ofPool whether the pool logs in with them
   */
  private Connection keep(Connection connection, @Nullable Credentials credentials, boolean ofPool)
      throws SQLException {
    try {
      forgetClosed();
      connections.put(connection, new OpenConnection(this, connection, credentials, ofPool));
      if (credentials != null && ofPool) {
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
      userChanged();
    }
  }

  /**
   * Called when the pool's user has changed: connections beside the pool, see {@link #openAsPool},
   * have to be those of the new one. It must not block. The default implementation does nothing.
   */
  protected void userChanged() {}

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
    Runnable retiring = retirement;
    if (retiring != null) {
      retiring.run();
    }
  }

  private void refuseIfClosing() throws SQLException {
    if (closing) {
      throw PoolClosedException.of(poolName, null);
    }
  }

  /** Forgets the connections whose closing the driver does not report. */
  private void forgetClosed() {
    for (Connection each : connections.keySet()) {
      if (isClosed(each)) {
        forget(each);
      }
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

  /**
   * Asks the database for a health check, by JDBC alone if this handle did not open the connection.
   */
  final @Nullable String ask(Connection connection) throws SQLException {
    OpenConnection opened = opened(connection);
    if (opened == null) {
      if (!connection.isValid(PROBE_LIMIT_SECONDS)) {
        throw new SQLException("The connection is not valid.", "08006");
      }
      return null;
    }
    return opened.probe();
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
   * Aborts all open connections, several at a time, and then kills what they run, within 2 s in
   * all, since a server may not respond. Logs a warning if that was not enough.
   */
  final void abortAll() throws InterruptedException {
    long deadline = System.nanoTime() + ABORT_LIMIT_NANOS;
    List<Callable<Void>> aborts = new ArrayList<>();
    List<Callable<Void>> kills = new ArrayList<>();
    for (Connection connection : connections.keySet()) {
      if (!isClosed(connection)) {
        aborts.add(() -> endOne(connection, this::abort));
        kills.add(() -> endOne(connection, this::kill));
      }
    }
    if (aborts.isEmpty()) {
      return;
    }
    List<Future<Void>> aborted = runUntil(deadline, aborts);
    List<Future<Void>> killed = runUntil(deadline, kills);
    long unfinished =
        IntStream.range(0, aborts.size())
            .filter(i -> aborted.get(i).isCancelled() || killed.get(i).isCancelled())
            .count();
    if (unfinished > 0) {
      log.warn(
          "{}: aborting took longer than {} s; what up to {} connections ran may still run",
          poolName,
          TimeUnit.NANOSECONDS.toSeconds(ABORT_LIMIT_NANOS),
          unfinished);
    }
  }

  /**
   * Aborts open connections, the borrowed ones, too, in the background: their server is dead, or no
   * longer the wanted one. Nothing is cancelled there.
   */
  protected final void abortInBackground(Predicate<Connection> which) {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Connection connection : connections.keySet()) {
      if (which.test(connection)) {
        tasks.add(() -> abortSocket(connection));
      }
    }
    Thread thread = new Thread(() -> runAbortsQuietly(tasks), poolName + ":abort");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Aborts a connection to a dead server, to which nothing must be sent. A thread that waits for
   * the server's answer must get an exception at once. The default implementation calls {@link
   * Connection#abort}.
   */
  protected void abortDead(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  private void runAbortsQuietly(List<Callable<Void>> tasks) {
    try {
      List<Future<Void>> unused = runUntil(System.nanoTime() + ABORT_LIMIT_NANOS, tasks);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Void abortSocket(Connection connection) {
    try {
      abortDead(connection);
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: a connection was not aborted", poolName, e);
    }
    return null;
  }

  /** Runs the tasks, several at a time; those that are not done at the deadline are cancelled. */
  private List<Future<Void>> runUntil(long deadline, List<Callable<Void>> tasks)
      throws InterruptedException {
    if (tasks.isEmpty()) {
      return List.of();
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
      return threads.invokeAll(tasks, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  /** How to end a connection, or what it runs. */
  private interface Ending {
    void end(Connection connection) throws SQLException;
  }

  private Void endOne(Connection connection, Ending ending) {
    try {
      ending.end(connection);
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
