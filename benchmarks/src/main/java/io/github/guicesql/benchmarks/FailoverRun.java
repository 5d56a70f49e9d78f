package io.github.guicesql.benchmarks;

import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.ReplicatedServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One fail-over of a replicated pair under writers, each of which inserts one row at a time. */
final class FailoverRun {

  /** What happens to the pair, in order. */
  enum Fault {
    KILL("kill the primary, promote after 1 s") {
      @Override
      void happen(ReplicatedPair pair, Runnable promoted) throws InterruptedException {
        pair.first().kill();
        Thread.sleep(PROMOTED_AFTER);
        pair.second().promote();
        promoted.run();
      }
    },
    FREEZE("freeze the primary, promote after 1 s") {
      @Override
      void happen(ReplicatedPair pair, Runnable promoted) throws InterruptedException {
        pair.first().freeze();
        Thread.sleep(PROMOTED_AFTER);
        pair.second().promote();
        promoted.run();
      }
    },
    TWO_PRIMARIES("freeze, promote after 1 s, thaw the old primary after 4 s") {
      @Override
      void happen(ReplicatedPair pair, Runnable promoted) throws InterruptedException {
        FREEZE.happen(pair, promoted);
        Thread.sleep(3 * PROMOTED_AFTER);
        pair.first().thaw();
      }
    },
    DEMOTE("make the primary read-only, promote the standby at once") {
      @Override
      void happen(ReplicatedPair pair, Runnable promoted) {
        pair.first().demote();
        pair.second().promote();
        promoted.run();
      }
    },
    SWITCHOVER("planned switch") {
      @Override
      void happen(ReplicatedPair pair, Runnable promoted) {
        pair.switchover(pair.second());
        promoted.run();
      }
    };

    private static final long PROMOTED_AFTER = 1000;

    final String title;

    Fault(String title) {
      this.title = title;
    }

    abstract void happen(ReplicatedPair pair, Runnable promoted) throws InterruptedException;
  }

  /** A write, in nanoseconds since the fault. */
  record Write(int id, int writer, long began, long ended, boolean acknowledged, String state) {}

  static final int WRITERS = 4;
  static final Duration BEFORE = Duration.ofSeconds(3);
  static final Duration AFTER = Duration.ofSeconds(12);

  private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private volatile boolean over;
  private long faulted;
  private long promoted;
  private Set<Integer> stored = Set.of();
  private List<Integer> hanging = List.of();

  /** Runs the writers and the fault; the pair must be new. */
  void run(ReplicatedPair pair, DataSource pool, Fault fault)
      throws InterruptedException, SQLException {
    List<Thread> threads = new ArrayList<>();
    faulted = System.nanoTime() + BEFORE.toNanos();
    for (int writer = 0; writer < WRITERS; writer++) {
      int number = writer;
      Thread thread = new Thread(() -> write(number, pool), "writer " + number);
      thread.setDaemon(true); // one may hang without end
      threads.add(thread);
      thread.start();
    }
    sleepUntil(faulted);
    fault.happen(pair, () -> promoted = System.nanoTime() - faulted);
    sleepUntil(faulted + AFTER.toNanos());
    over = true;
    List<Integer> alive = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    for (int writer = 0; writer < WRITERS; writer++) {
      threads.get(writer).join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      if (threads.get(writer).isAlive()) {
        alive.add(writer);
      }
    }
    hanging = alive;
    stored = stored(pair.second());
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  private void write(int writer, DataSource pool) {
    while (!over) {
      int id = ids.incrementAndGet();
      long began = System.nanoTime() - faulted;
      String state = "";
      try (Connection connection = pool.getConnection();
          PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
        insert.setInt(1, id);
        insert.executeUpdate();
      } catch (SQLException e) {
        state = String.valueOf(e.getSQLState());
      }
      long ended = System.nanoTime() - faulted;
      writes.add(new Write(id, writer, began, ended, state.isEmpty(), state));
      if (!state.isEmpty()) {
        pause();
      }
    }
  }

  /** Errors that come at once would take the machine's time from the servers. */
  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Integer> stored(ReplicatedServer server) throws SQLException {
    Set<Integer> stored = new HashSet<>();
    try (Connection connection = server.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from t")) {
      while (rows.next()) {
        stored.add(rows.getInt(1));
      }
    }
    return stored;
  }

  /** Returns how long after the fault the new primary was writable, in seconds. */
  double promoted() {
    return promoted / 1e9;
  }

  /**
   * Returns how long after the fault the last of the writers had its first write on the new primary
   * since that was writable, in seconds; infinite if one had none.
   */
  double allBack() {
    double last = 0;
    for (int writer = 0; writer < WRITERS; writer++) {
      int number = writer;
      last =
          Math.max(
              last,
              writes.stream()
                  .filter(write -> write.writer == number && write.acknowledged)
                  .filter(write -> write.ended > promoted && stored.contains(write.id))
                  .mapToDouble(write -> write.ended / 1e9)
                  .min()
                  .orElse(Double.POSITIVE_INFINITY));
    }
    return last;
  }

  /** Returns how many writers hung at the end. */
  int hanging() {
    return hanging.size();
  }

  /** Returns the number of writes that failed, by SQLSTATE. */
  Map<String, Long> errors() {
    Map<String, Long> errors = new TreeMap<>();
    writes.stream()
        .filter(write -> !write.acknowledged)
        .forEach(write -> errors.merge(write.state, 1L, Long::sum));
    return errors;
  }

  /** Returns how many acknowledged rows the new primary lacks. */
  long lost() {
    return writes.stream()
        .filter(write -> write.acknowledged && !stored.contains(write.id))
        .count();
  }

  /** Returns how many writes failed, and are there. */
  long storedInSpiteOfFailure() {
    return writes.stream()
        .filter(write -> !write.acknowledged && stored.contains(write.id))
        .count();
  }

  /** Returns the number of writes acknowledged in each tenth of a second, from the beginning. */
  List<Integer> perTenth() {
    int[] counts = new int[(int) (BEFORE.plus(AFTER).toMillis() / 100)];
    for (Write write : writes) {
      int tenth = (int) ((write.ended + BEFORE.toNanos()) / 100_000_000);
      if (write.acknowledged && tenth >= 0 && tenth < counts.length) {
        counts[tenth]++;
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }
}
