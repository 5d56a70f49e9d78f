package io.github.guicesql.clusters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/**
 * Threads that borrow a connection for each call, again and again, and note what they were told.
 */
final class Callers implements AutoCloseable {

  /** What a caller does with its connection. */
  @FunctionalInterface
  interface Work {
    void run(Connection connection, long id) throws SQLException;
  }

  /**
   * A call that has ended.
   *
   * @param ended in nanoseconds, as {@link System#nanoTime} has them
   * @param state the SQLSTATE and the error code of its failure; empty if it returned
   */
  record Call(long id, int caller, long began, long ended, String state) {
    boolean succeeded() {
      return state.isEmpty();
    }
  }

  /** How long a caller may take at the end: the pool's borrow timeout, and a margin. */
  private static final Duration END = Duration.ofSeconds(35);

  private final DataSource source;
  private final Work work;
  private final AtomicLong ids = new AtomicLong();
  private final int callers;
  private final ScheduledThreadPoolExecutor executor;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  Callers(int count, DataSource source, Work work) {
    this.source = source;
    this.work = work;
    this.callers = count;
    executor =
        new ScheduledThreadPoolExecutor(
            count,
            task -> {
              Thread thread = new Thread(task, "caller " + threads.size());
              thread.setDaemon(true); // one may hang without end
              threads.add(thread);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // of calls after the end
    for (int caller = 0; caller < count; caller++) {
      callAfter(0, caller);
    }
  }

  /** Callers that insert their id into the table {@code written}. */
  static Callers inserting(int count, DataSource source) {
    return new Callers(
        count,
        source,
        (connection, id) -> {
          try (PreparedStatement insert =
              connection.prepareStatement("insert into written (id) values (?)")) {
            insert.setLong(1, id);
            insert.executeUpdate();
          }
        });
  }

  /** Callers that count the rows of the table {@code written}. */
  static Callers reading(int count, DataSource source) {
    return new Callers(
        count,
        source,
        (connection, id) -> Service.number(connection, "select count(*) from written"));
  }

  private void callAfter(long millis, int caller) {
    Future<?> unused = executor.schedule(() -> call(caller), millis, TimeUnit.MILLISECONDS);
  }

  private void call(int caller) {
    if (over) {
      return;
    }
    long id = ids.incrementAndGet();
    long began = System.nanoTime();
    String state = "";
    try (Connection connection = source.getConnection()) {
      work.run(connection, id);
    } catch (SQLException e) {
      state = state(e);
      errors.add(state + " " + e);
    }
    calls.add(new Call(id, caller, began, System.nanoTime(), state));
    callAfter(state.isEmpty() ? 2 : 10, caller); // the servers need the machine, too
  }

  /** Returns an exception's SQLSTATE, with the error code of a server that has one. */
  static String state(SQLException e) {
    return e.getErrorCode() > 0 ? e.getSQLState() + "/" + e.getErrorCode() : e.getSQLState() + "";
  }

  /** Waits until each caller has had a call that began from now on and returned. */
  void awaitEach(Duration limit) {
    long now = System.nanoTime();
    Awaitility.await("each caller back").atMost(limit).until(() -> back(now).size() == callers);
  }

  /** Waits until no call has returned for so long. */
  void awaitSilence(Duration silence, Duration limit) {
    Awaitility.await("no call returns")
        .atMost(limit)
        .until(() -> System.nanoTime() - lastReturn() >= silence.toNanos());
  }

  private long lastReturn() {
    return calls.stream().filter(Call::succeeded).mapToLong(Call::ended).max().orElseThrow();
  }

  private Set<Integer> back(long since) {
    Set<Integer> back = new HashSet<>();
    calls.stream()
        .filter(call -> call.succeeded() && call.began() > since)
        .forEach(call -> back.add(call.caller()));
    return back;
  }

  /**
   * Returns when the last of the callers had its first success that ended after a time; each must
   * have had one.
   */
  long allBack(long since) {
    long last = 0;
    for (int caller = 0; caller < callers; caller++) {
      int number = caller;
      last =
          Math.max(
              last,
              calls.stream()
                  .filter(call -> call.caller() == number && call.succeeded())
                  .mapToLong(Call::ended)
                  .filter(ended -> ended > since)
                  .min()
                  .orElseThrow(() -> new AssertionError("Caller " + number + " is not back")));
    }
    return last;
  }

  /** Returns the longest time in which no call returned, from a time on. */
  Duration longestGap(long since) {
    long longest = 0;
    long before = since;
    for (long ended :
        calls.stream()
            .filter(call -> call.succeeded() && call.ended() > since)
            .mapToLong(Call::ended)
            .sorted()
            .toArray()) {
      longest = Math.max(longest, ended - before);
      before = ended;
    }
    return Duration.ofNanos(longest);
  }

  /** Returns how many calls have failed, by SQLSTATE. */
  Map<String, Long> errors() {
    Map<String, Long> count = new TreeMap<>();
    calls.stream()
        .filter(call -> !call.succeeded())
        .forEach(call -> count.merge(call.state(), 1L, Long::sum));
    return count;
  }

  /** Returns the failures, each as its exception describes it. */
  List<String> failures() {
    return errors.stream().distinct().toList();
  }

  int count() {
    return calls.size();
  }

  /**
   * Returns the ids of the acknowledged calls that are not among those that are stored.
   *
   * @param since looks only at calls that began later
   */
  Set<Long> lost(Collection<Long> stored, long since) {
    Set<Long> lost = new HashSet<>();
    calls.stream()
        .filter(call -> call.succeeded() && call.began() > since)
        .forEach(call -> lost.add(call.id()));
    lost.removeAll(Set.copyOf(stored));
    return lost;
  }

  /** Returns how many calls have failed, and are stored. */
  long failedAndThere(Collection<Long> stored) {
    Set<Long> there = Set.copyOf(stored);
    return calls.stream().filter(call -> !call.succeeded() && there.contains(call.id())).count();
  }

  /** Ends the calls; none may hang. */
  @Override
  public void close() {
    over = true;
    executor.shutdown();
    try {
      if (executor.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " hangs at " + List.of(thread.getStackTrace()));
      }
    }
  }
}
