package io.github.guicesql.sqlmodule.internal.hosts;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens a pool's connections to the hosts that fit, and knows for each connection whether its host
 * still fits. Thread-safe.
 */
public final class HostRouter implements HostListener {

  private static final String REJECTED = "08004";

  /** How long to wait before a host that has not answered is tried again, unless it is news. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final HostMonitor monitor;
  private final HostDriver driver;
  private final HostChooser chooser;
  private final Duration connectLimit;
  private final Supplier<String> pool;
  private final BiConsumer<Predicate<Connection>, String> abort;
  private final Map<Connection, Integer> opened = new ConcurrentHashMap<>();
  private final HostShares shares = new HostShares();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long version; // guarded by lock
  private volatile boolean patient = true;

  /** The hosts that fit; a borrow reads it. */
  private volatile List<Integer> fitting = List.of();

  /**
   * Creates a router.
   *
   * @param pool the pool's name, for errors and threads
   * @param abort aborts the pool's connections that a predicate selects, without blocking, for a
   *     reason
   */
  public HostRouter(
      HostMonitor monitor,
      HostDriver driver,
      HostChooser chooser,
      Duration connectLimit,
      Supplier<String> pool,
      BiConsumer<Predicate<Connection>, String> abort) {
    this.monitor = monitor;
    this.driver = driver;
    this.chooser = chooser;
    this.connectLimit = connectLimit;
    this.pool = pool;
    this.abort = abort;
    monitor.listen(this);
  }

  /**
   * Opens a connection to a host that fits, and waits for one if there is none.
   *
   * @param limit how long to wait in all
   * @throws NoHostException if there was none, with each host's state
   */
  public Connection open(HostOpening opening, Duration limit) throws SQLException {
    long deadline = System.nanoTime() + limit.toNanos();
    monitor.start();
    List<SQLException> failures = new ArrayList<>();
    while (true) {
      long seen = version();
      HostView view = monitor.view();
      refuseConflict(view);
      for (int host : candidates(view)) {
        Connection connection = attempt(host, opening, deadline, failures);
        if (connection != null) {
          return connection;
        }
      }
      if (!awaitNews(seen, deadline)) {
        throw unavailable(failures);
      }
    }
  }

  /**
   * Returns the hosts to try. If nothing is known of the hosts since they refuse even the monitor,
   * such as for a wrong password, the first of them is tried, so that the caller is told why.
   */
  private List<Integer> candidates(HostView view) {
    if (!view.settled()) {
      return List.of();
    }
    List<Integer> ordered = chooser.ordered(chooser.fitting(view));
    if (ordered.isEmpty()) {
      for (int host = 0; host < view.hosts().size(); host++) {
        if (refusesWhoever(view.hosts().get(host))) {
          return List.of(host);
        }
      }
    }
    return shares.preferring(ordered);
  }

  /** Returns a connection to the host; null if another host, or a later time, is to be tried. */
  private @Nullable Connection attempt(
      int host, HostOpening opening, long deadline, List<SQLException> failures)
      throws SQLException {
    long began = System.nanoTime();
    long nanos = Math.min(connectLimit.toNanos(), deadline - began);
    if (nanos <= 0) {
      return null;
    }
    HostAttempt attempt = new HostAttempt(host, opening, Duration.ofNanos(nanos), this::signal);
    attempt.begin(pool.get() + ":connect " + driver.hosts().get(host));
    boolean kept = false;
    try {
      awaitResult(attempt, host, began + nanos);
      Connection connection = attempt.result();
      if (connection != null && isKept(connection, host)) {
        kept = true;
        return connection;
      }
      if (connection != null || !attempt.isDone()) {
        monitor.askNow();
      }
      return null;
    } catch (SQLException e) {
      if (driver.failure(e) == HostDriver.Failure.REFUSED) {
        throw e;
      }
      failures.add(e);
      monitor.askNow();
      return null;
    } finally {
      if (!kept) {
        attempt.abandon();
      }
    }
  }

  private boolean isKept(Connection connection, int host) throws SQLException {
    if (driver.contradicts(connection, chooser.reportedRole())) {
      return false;
    }
    opened.keySet().removeIf(HostRouter::isClosed);
    opened.put(connection, host);
    return true;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  /** Waits for the attempt's result, until its deadline or until its host no longer fits. */
  private void awaitResult(HostAttempt attempt, int host, long deadline) throws SQLException {
    boolean fitted = isFitting(host);
    lock.lock();
    try {
      long left = deadline - System.nanoTime();
      while (!attempt.isDone() && left > 0 && (!fitted || isFitting(host))) {
        left = news.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFitting(int host) {
    return fitting.contains(host);
  }

  /** Waits until something has changed; returns false if the deadline has come. */
  private boolean awaitNews(long seen, long deadline) throws SQLException {
    lock.lock();
    try {
      long left = Math.min(PAUSE_NANOS, deadline - System.nanoTime());
      while (left > 0 && version == seen && patient) {
        left = news.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
    monitor.tick();
    return patient && deadline - System.nanoTime() > 0;
  }

  private long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    lock.lock();
    try {
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private SQLException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new SQLException(pool.get() + ": interrupted while waiting for a host", e);
  }

  private void refuseConflict(HostView view) throws SQLException {
    String conflict = view.conflict();
    if (conflict != null) {
      throw new SQLNonTransientConnectionException(
          pool.get() + ": " + conflict + " Write the hosts of one database only.", REJECTED);
    }
  }

  private SQLException unavailable(List<SQLException> failures) {
    NoHostException unavailable =
        new NoHostException(
            pool.get()
                + ": "
                + explain().orElse("no host has answered in time: " + monitor.view()));
    failures.stream().skip(Math.max(0, failures.size() - 3)).forEach(unavailable::addSuppressed);
    return unavailable;
  }

  /** Returns why there can be no connection now, with each host's state; empty if a host fits. */
  public Optional<String> explain() {
    HostView view = monitor.view();
    return chooser.fitting(view).isEmpty()
        ? Optional.of("none of the hosts is " + chooser + ": " + view)
        : Optional.empty();
  }

  /**
   * Opens a connection that is not for the pool, for a health check: to a host that fits or, if
   * there is none and a writer is wanted, to any host that answers. What that host says is the
   * answer: that it is read-only, or that it refuses the login.
   */
  public Connection openForProbe(HostOpening opening, Duration limit) throws SQLException {
    HostView view = monitor.view();
    if (view.settled() && chooser.fitting(view).isEmpty()) {
      for (int host = 0; host < view.hosts().size(); host++) {
        HostState state = view.hosts().get(host);
        boolean tells = chooser.isForWriters() && state.visible().isPresent();
        if (tells || refusesWhoever(state)) {
          return opening.open(host, limit);
        }
      }
      throw unavailable(List.of());
    }
    return open(opening, limit);
  }

  /** Returns whether a host is known for nothing but refusing the monitor. */
  private static boolean refusesWhoever(HostState state) {
    return state.reach() == HostState.Reach.REFUSING && state.status() == null;
  }

  /**
   * Returns whether a connection's host still fits, without asking it. A connection that this
   * router has not opened always does.
   */
  public boolean fits(Connection connection) {
    Integer host = opened.get(connection);
    return host == null || fitting.contains(host);
  }

  /**
   * Returns whether the pool may lend a connection, without asking its host: the host still fits,
   * and has not more than its share of the connections since another host has come back.
   */
  public boolean isLendable(Connection connection) {
    Integer host = opened.get(connection);
    return host == null || (fitting.contains(host) && !shares.retires(host));
  }

  /**
   * Returns whether a connection's host still fits, and asks it on that connection unless it was
   * asked since. Nobody else may use the connection meanwhile.
   *
   * @param since a time of the monitor's
   */
  public boolean stillFits(Connection connection, long since) throws SQLException {
    Integer host = opened.get(connection);
    if (host != null) {
      monitor.ask(host, connection, since);
    }
    return fits(connection);
  }

  /**
   * Returns whether a server has reported on a connection that it is no longer what is wanted,
   * which may be sooner than the monitor's next question.
   */
  public boolean isContradicted(Connection connection) {
    return opened.containsKey(connection) && driver.contradicts(connection, chooser.reportedRole());
  }

  /**
   * Returns whether a health check's connection must be replaced: its host no longer fits, or it
   * was taken because none did, and one does now.
   */
  public boolean isOutdated(Connection connection) {
    return opened.containsKey(connection) ? !fits(connection) : !fitting.isEmpty();
  }

  @Override
  public void changed(HostView now) {
    List<Integer> next = now.settled() ? chooser.fitting(now) : List.of();
    lock.lock();
    try {
      if (!next.equals(fitting) || !now.settled() || next.isEmpty()) {
        if (chooser.isInTurn() && !next.equals(fitting)) {
          shares.share(counts(next));
        }
        fitting = next;
        version++;
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many open connections there are to each of the hosts. */
  private Map<Integer, Integer> counts(List<Integer> hosts) {
    Map<Integer, Integer> counts = new HashMap<>();
    hosts.forEach(host -> counts.put(host, 0));
    opened.forEach(
        (connection, host) -> {
          if (!isClosed(connection)) {
            counts.computeIfPresent(host, (same, count) -> count + 1);
          }
        });
    return counts;
  }

  @Override
  public void lost(int host, String reason) {
    abort.accept(connection -> Integer.valueOf(host).equals(opened.get(connection)), reason);
  }

  /** Ends the waiting for a host that fits; a host that fits already is still connected to. */
  public void hurry() {
    patient = false;
    signal();
  }
}
