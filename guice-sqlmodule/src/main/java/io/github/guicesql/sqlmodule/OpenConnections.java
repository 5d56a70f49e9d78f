package io.github.guicesql.sqlmodule;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that a driver has opened, as long as somebody else holds them. Thread-safe. */
final class OpenConnections {

  private static final Logger log = LoggerFactory.getLogger(OpenConnections.class);
  private static final int MOST_AT_ONCE = 16;
  private static final long LIMIT_SECONDS = 2;

  /** Stops what runs on a connection. */
  @FunctionalInterface
  interface Cancel {
    void on(Connection connection) throws SQLException;
  }

  private final Set<Connection> connections =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  void add(Connection connection) {
    connections.add(connection);
  }

  /**
   * Cancels what runs on each connection, and then aborts it: a thread that gets the cancellation
   * could otherwise run its next statement. Several at a time and 2 s in all, since each is a
   * conversation with a server that may be gone.
   */
  void cutOff(Cancel cancel, String threadName) throws InterruptedException {
    List<Callable<Void>> tasks =
        List.copyOf(connections).stream().map(c -> task(c, cancel)).toList();
    ExecutorService threads =
        Executors.newFixedThreadPool(MOST_AT_ONCE, task -> daemon(task, threadName));
    try {
      threads.invokeAll(tasks, LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static Callable<Void> task(Connection connection, Cancel cancel) {
    return () -> {
      if (!connection.isClosed()) {
        try {
          cancel.on(connection);
        } catch (SQLException e) {
          log.warn("A statement could not be cancelled, and may still run in the server", e);
        } finally {
          connection.abort(Runnable::run);
        }
      }
      return null;
    };
  }
}
