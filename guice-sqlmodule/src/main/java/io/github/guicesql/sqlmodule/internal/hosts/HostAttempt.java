package io.github.guicesql.sqlmodule.internal.hosts;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt to open a connection to a host, on a thread of its own: the one who wants the
 * connection can leave when the roles change, however long the host lets the driver wait.
 */
final class HostAttempt {

  private static final Logger log = LoggerFactory.getLogger(HostAttempt.class);

  private final int host;
  private final HostOpening opening;
  private final Duration limit;
  private final Runnable done;
  private @Nullable Connection connection; // guarded by this
  private @Nullable Throwable failure; // guarded by this
  private boolean abandoned; // guarded by this

  /**
   * Creates an attempt that has not begun.
   *
   * @param done called when there is a result
   */
  HostAttempt(int host, HostOpening opening, Duration limit, Runnable done) {
    this.host = host;
    this.opening = opening;
    this.limit = limit;
    this.done = done;
  }

  void begin(String threadName) {
    Thread thread = new Thread(this::open, threadName);
    thread.setDaemon(true);
    thread.start();
  }

  private void open() {
    try {
      opened(opening.open(host, limit));
    } catch (Throwable e) { // whatever it is, the one who waits has to be told
      synchronized (this) {
        failure = e;
      }
    }
    done.run();
  }

  private void opened(Connection opened) {
    synchronized (this) {
      if (!abandoned) {
        connection = opened;
        return;
      }
    }
    close(opened);
  }

  synchronized boolean isDone() {
    return connection != null || failure != null;
  }

  /** Returns the connection; null if the attempt goes on. */
  synchronized @Nullable Connection result() throws SQLException {
    if (failure instanceof SQLException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return connection;
  }

  /** Has the connection closed if there is one, or when there is. */
  void abandon() {
    Connection late;
    synchronized (this) {
      abandoned = true;
      late = connection;
      connection = null;
    }
    if (late != null) {
      close(late);
    }
  }

  private static void close(Connection late) {
    try {
      late.close();
    } catch (SQLException | RuntimeException e) {
      log.debug("A connection that nobody waited for did not close", e);
    }
  }
}
