package io.github.guicesql.sqlmodule.driver;

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

  /** How one of them is cut off. */
  @FunctionalInterface
  interface CutOff {
    void of(Connection connection) throws SQLException;
  }

  private final Set<Connection> connections =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  void add(Connection connection) {
    connections.add(connection);
  }

  /**
   * Cuts off each that is open, several at a time and for 2 s in all: it may take a conversation
   * with a server that is gone.
   */
  void cutOff(CutOff how, String threadName) throws InterruptedException {
    List<Callable<Void>> tasks = List.copyOf(connections).stream().map(c -> task(c, how)).toList();
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

  private static Callable<Void> task(Connection connection, CutOff how) {
    return () -> {
      try {
        if (!connection.isClosed()) {
          how.of(connection);
        }
      } catch (SQLException | RuntimeException e) {
        log.warn("A connection was not cut off; its statement may still run in the server", e);
      }
      return null;
    };
  }
}
