package io.github.guicesql.sqlmodule.internal.hosts;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each host of a database again and again, on a connection of its own, from the first borrow
 * until the pool is closed. Each host has a daemon thread: JDBC blocks, and a host that does not
 * answer must not delay the question to another one. A further one looks at the time alone, since
 * all hosts may be silent. Thread-safe.
 */
public final class HostMonitor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HostMonitor.class);
  private static final long JOIN_MILLIS = 500;

  /** How often the time is looked at, at least. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final HostDriver driver;
  private final HostTiming timing;
  private final Supplier<String> pool;
  private final HostBoard board;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final List<HostAsker> askers = new ArrayList<>(); // guarded by lock, as all below
  private final List<Thread> threads = new ArrayList<>();
  private long round;
  private volatile boolean started;
  private volatile boolean closed;

  /**
   * Creates a monitor that has not asked anybody.
   *
   * @param pool the pool's name, for the log and the threads
   */
  public HostMonitor(HostDriver driver, HostTiming timing, Supplier<String> pool) {
    this.driver = driver;
    this.timing = timing;
    this.pool = pool;
    board = new HostBoard(driver.hosts(), timing.deadAfter(), System::nanoTime);
  }

  /** Returns what is known now. */
  public HostView view() {
    return board.view();
  }

  /** Adds a listener, which is told what changes from now on. */
  public void listen(HostListener listener) {
    board.listen(listener);
  }

  /** Begins to ask, unless that has begun or the monitor is closed. */
  public void start() {
    if (started) {
      return;
    }
    lock.lock();
    try {
      if (started || closed) {
        return;
      }
      board.listen(new HostLog(pool));
      board.begin();
      for (int host = 0; host < driver.hosts().size(); host++) {
        HostAsker asker = new HostAsker(host, driver, timing, board);
        askers.add(asker);
        add(() -> askUntilClosed(asker), ":host " + driver.hosts().get(host));
      }
      add(this::tickUntilClosed, ":clock");
      threads.forEach(Thread::start);
      started = true;
    } finally {
      lock.unlock();
    }
  }

  private void add(Runnable work, String name) {
    Thread thread = new Thread(work, pool.get() + name);
    thread.setDaemon(true);
    threads.add(thread);
  }

  private void tickUntilClosed() {
    do {
      goOnAfterFailure(board::tick);
    } while (pause(Math.min(TICK_NANOS, timing.interval().toNanos())));
  }

  private void askUntilClosed(HostAsker asker) {
    while (!closed) {
      goOnAfterFailure(
          () -> {
            asker.ask();
            board.tick();
          });
      if (!pause(timing.interval().toNanos())) {
        return;
      }
    }
  }

  private void goOnAfterFailure(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.warn("{}: the monitor of the hosts has failed; it goes on", pool.get(), e);
    }
  }

  /** Waits for the next round; returns false if the monitor is closed. */
  private boolean pause(long nanos) {
    lock.lock();
    try {
      long before = round;
      long left = nanos;
      while (left > 0 && round == before && !closed) {
        left = wanted.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Has the hosts asked now instead of at the end of the interval, except those being asked. */
  public void askNow() {
    lock.lock();
    try {
      round++;
      wanted.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has each host asked on a new connection from its next question on, as after a change of the
   * login. No question is asked for that: with a source whose every login is another user's, one
   * would lead to the next.
   */
  public void reconnect() {
    lock.lock();
    try {
      askers.forEach(HostAsker::reconnect);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the time, for {@link #ask}. */
  public long now() {
    return board.now();
  }

  /**
   * Asks a host on a connection that somebody else has, unless it was asked since.
   *
   * @throws SQLException if it does not answer the question; nothing follows from that
   */
  void ask(int host, Connection connection, long since) throws SQLException {
    if (!board.hasAnsweredSince(host, since)) {
      long asked = board.now();
      board.answered(host, driver.ask(connection), asked);
    }
  }

  /** Notices what follows from the time alone, such as that a host is dead. */
  void tick() {
    board.tick();
  }

  /**
   * Ends the questions, and waits for their threads for a moment. One that is connecting to a host
   * that does not answer ends with its connect limit.
   */
  @Override
  public void close() {
    List<Thread> running;
    List<HostAsker> asking;
    lock.lock();
    try {
      closed = true;
      wanted.signalAll();
      running = List.copyOf(threads);
      asking = List.copyOf(askers);
    } finally {
      lock.unlock();
    }
    asking.forEach(HostAsker::close);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
    try {
      for (Thread thread : running) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
