package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.CredentialsSource;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials of one pool's connections, from a source that may change. Credentials with an
 * expiry are kept until they are due for renewal. A daemon thread asks the source while no
 * connection is opened, and has the pool retire connections of a user who has changed. Thread-safe;
 * calls of the source do not overlap.
 */
final class Logins {

  private static final Logger log = LoggerFactory.getLogger(Logins.class);
  private static final Duration LEAST_MARGIN = Duration.ofSeconds(30);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofNanos(Long.MAX_VALUE);

  private final CredentialsSource source;
  private final DriverHandle handle;
  private final Clock clock = Clock.systemUTC();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private @Nullable Credentials kept; // guarded by lock
  private Instant renewal = Instant.MIN; // guarded by lock
  private boolean watched; // guarded by lock
  private volatile boolean closed;

  Logins(CredentialsSource source, DriverHandle handle) {
    this.source = source;
    this.handle = handle;
  }

  /** Returns the credentials for a new connection. */
  Credentials current() throws SQLException {
    lock.lock();
    try {
      return kept != null && clock.instant().isBefore(renewal) ? kept : ask();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns new credentials after the database has refused these; another thread may have asked for
   * newer ones already.
   */
  Credentials after(Credentials refused) throws SQLException {
    lock.lock();
    try {
      return kept != null && kept != refused && clock.instant().isBefore(renewal) ? kept : ask();
    } finally {
      lock.unlock();
    }
  }

  private Credentials ask() throws SQLException {
    Credentials asked;
    try {
      asked = source.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoCredentialsException(handle, e);
    } catch (Exception e) {
      throw new NoCredentialsException(handle, e);
    }
    if (asked == null) {
      throw new NoCredentialsException(
          handle, new IllegalStateException("The source has returned null."));
    }
    kept = asked;
    renewal =
        asked.expiry().map(expiry -> beforeExpiry(expiry, clock.instant())).orElse(Instant.MIN);
    handle.userIs(asked.user());
    return asked;
  }

  /**
   * Returns when to renew: half a minute or a tenth of the remaining time before the expiry,
   * whichever is longer, but never more than half of it.
   */
  static Instant beforeExpiry(Instant expiry, Instant now) {
    Duration remaining = Duration.between(now, expiry);
    Duration tenth = remaining.dividedBy(10);
    Duration margin = tenth.compareTo(LEAST_MARGIN) < 0 ? LEAST_MARGIN : tenth;
    Duration half = remaining.dividedBy(2);
    return expiry.minus(half.compareTo(margin) < 0 ? half : margin);
  }

  /** Starts the thread that watches for another user, once; the first connection is open. */
  void watch() {
    lock.lock();
    try {
      if (watched || closed || source.checkInterval().isZero()) {
        return;
      }
      watched = true;
    } finally {
      lock.unlock();
    }
    Thread thread = new Thread(this::watchUntilClosed, handle.poolName() + ":credentials");
    thread.setDaemon(true);
    thread.start();
  }

  private void watchUntilClosed() {
    while (pause()) {
      try {
        Credentials unused = current();
        handle.retireOthers();
      } catch (SQLException | RuntimeException e) {
        log.warn("{}: credentials could not be renewed; trying again", handle.poolName(), e);
      }
    }
  }

  /** Waits until the source is to be asked again; returns false if this is closed. */
  private boolean pause() {
    lock.lock();
    try {
      Duration untilRenewal = Duration.between(clock.instant(), max(renewal, clock.instant()));
      Duration pause = renewal.equals(Instant.MIN) ? source.checkInterval() : untilRenewal;
      long left = min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE).toNanos();
      while (left > 0 && !closed) {
        left = closing.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private static <T extends Comparable<? super T>> T max(T one, T other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Ends the watching. A call of the source that hangs must not delay this for long. */
  void close() {
    boolean locked = false;
    try {
      locked = lock.tryLock(1, TimeUnit.SECONDS);
      closed = true;
      if (locked) {
        closing.signalAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (locked) {
        lock.unlock();
      }
    }
  }
}
