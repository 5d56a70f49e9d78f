package io.github.guicesql.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The abort of a connection: interrupts what it runs until it has closed, for a bounded time. */
final class Abort {

  private static final Logger log = LoggerFactory.getLogger(Abort.class);

  /** SQLite heeds an interrupt at once, but not a function in Java that it has called. */
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long AGAIN_MILLIS = 5;

  private final Interrupter interrupter;
  private final Object name;

  /**
   * Creates the abort of one connection.
   *
   * @param name what the log calls its database
   */
  Abort(Interrupter interrupter, Object name) {
    this.interrupter = interrupter;
    this.name = name;
  }

  /** Interrupts what runs until the connection is closed. */
  void run(Executor executor, Connection connection) {
    executor.execute(() -> interruptUntil(closing(connection)));
  }

  private Thread closing(Connection connection) {
    Thread thread =
        new Thread(
            () -> {
              try {
                connection.close();
              } catch (SQLException e) {
                log.warn("A connection to {} did not close", name, e);
              }
            },
            "sqlite-abort");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Again and again: an interrupt between two statements has no effect. */
  private void interruptUntil(Thread closed) {
    boolean threadInterrupted = false;
    long started = System.nanoTime();
    while (closed.isAlive() && System.nanoTime() - started < LIMIT_NANOS) {
      try {
        interrupter.interrupt();
        closed.join(AGAIN_MILLIS);
      } catch (SQLException e) {
        log.debug("A connection to {} cannot be interrupted", name, e);
      } catch (InterruptedException e) {
        threadInterrupted = true;
      }
    }
    if (closed.isAlive()) {
      log.warn(
          "A connection to {} is not closed yet: it runs what heeds no interrupt, such as a function"
              + " in Java. It closes when that returns.",
          name);
    }
    if (threadInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
