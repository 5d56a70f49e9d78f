package io.github.guicesql.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** Threads that insert a row each, again and again, with a connection borrowed for each. */
final class Writers implements AutoCloseable {

  /** A row whose insertion was acknowledged, and by which server. */
  record Row(long id, int port) {}

  private static final String INSERT =
      "insert into written values (?) returning coalesce(inet_server_port(), 0)";

  private final DataSource dataSource;
  private final AtomicLong ids = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Thread, Long> rounds = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Row> acknowledged = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Writers(DataSource dataSource, int count) {
    this.dataSource = dataSource;
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::write, "writer " + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void write() {
    while (!closed) {
      long id = ids.incrementAndGet();
      try (Connection connection = dataSource.getConnection();
          PreparedStatement insert = connection.prepareStatement(INSERT)) {
        insert.setLong(1, id);
        try (var port = insert.executeQuery()) {
          port.next();
          acknowledged.add(new Row(id, port.getInt(1)));
        }
        rounds.merge(Thread.currentThread(), 1L, Long::sum);
      } catch (SQLException e) {
        failures.add(e);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /** Waits until each of the threads has written again, to the server with the port. */
  void awaitEachWrites(int port) {
    Map<Thread, Long> before = Map.copyOf(rounds);
    int seen = acknowledged.size();
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () ->
                threads.stream()
                        .allMatch(
                            thread ->
                                rounds.getOrDefault(thread, 0L)
                                    > before.getOrDefault(thread, 0L) + 1)
                    && acknowledged.stream().skip(seen).anyMatch(row -> row.port() == port));
  }

  List<Row> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** The SQLSTATEs of the failures, and how often each occurred. */
  Map<String, Long> failures() {
    return failures.stream()
        .collect(
            Collectors.groupingBy(e -> String.valueOf(e.getSQLState()), Collectors.counting()));
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join(20_000);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " is stuck");
      }
    }
  }
}
