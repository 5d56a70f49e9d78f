package io.github.guicesql.sqlmodule.internal.hosts;

import io.github.guicesql.sqlmodule.internal.redaction.Redaction;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one host, and tells the board. One thread asks; any thread may close. */
final class HostAsker {

  private static final Logger log = LoggerFactory.getLogger(HostAsker.class);

  private static final int DEEPEST = 20;
  private static final int LONGEST = 600;

  private final int host;
  private final HostDriver driver;
  private final HostTiming timing;
  private final HostBoard board;
  private volatile @Nullable Connection kept;
  private volatile boolean reconnecting;
  private volatile boolean closed;

  HostAsker(int host, HostDriver driver, HostTiming timing, HostBoard board) {
    this.host = host;
    this.driver = driver;
    this.timing = timing;
    this.board = board;
  }

  /**
   * Asks once. A connection that has ended is replaced at once, since an administrator or an idle
   * limit may have ended it.
   */
  void ask() {
    Connection before = kept;
    if (reconnecting) {
      reconnecting = false;
      end(before);
    } else if (before != null) {
      try {
        ask(before);
        return;
      } catch (SQLException | RuntimeException e) {
        log.debug("{}: the monitor's connection has ended", name(), e);
        end(before);
        board.tick();
      }
    }
    askAnew();
  }

  /** Has the next question asked on a new connection. */
  void reconnect() {
    reconnecting = true;
  }

  private void askAnew() {
    if (closed) {
      return;
    }
    Connection opened = null;
    try {
      opened = driver.open(host, timing.connect());
      kept = opened;
      if (closed) {
        end(opened);
        return;
      }
      opened.setNetworkTimeout(Runnable::run, millis());
      ask(opened);
    } catch (SQLException e) {
      end(opened);
      failed(e);
    } catch (RuntimeException e) {
      end(opened);
      board.silent(host, String.valueOf(e));
    }
  }

  private int millis() {
    return (int)
        Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(timing.deadAfter().toNanos()));
  }

  private void ask(Connection connection) throws SQLException {
    long asked = board.now();
    HostStatus status = driver.ask(connection);
    board.answered(host, status, asked);
  }

  private void failed(SQLException e) {
    log.debug("{}: was asked in vain", name(), e);
    String problem = problem(e);
    if (driver.failure(e) == HostDriver.Failure.REFUSED) {
      board.refused(host, problem);
    } else {
      board.silent(host, problem);
    }
  }

  /** Returns what is wrong, and the root of it, which often says more. */
  private static String problem(SQLException e) {
    Throwable root = e;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
      root = root.getCause();
    }
    String problem = text(e);
    String reason = text(root);
    if (!problem.contains(reason)) {
      problem += (problem.endsWith(".") ? " " : ": ") + reason;
    }
    return Redaction.masked(problem, LONGEST);
  }

  /**
   * Returns the message; the kind of failure if it has none, and before one that is just a name.
   */
  private static String text(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return kind;
    }
    return failure instanceof UnknownHostException ? kind + ": " + message : message.strip();
  }

  private String name() {
    return driver.hosts().get(host);
  }

  /** Ends a connection without a word to the server, which may not read it. */
  private void end(@Nullable Connection connection) {
    kept = null;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException | RuntimeException e) {
        log.debug("{}: the monitor's connection did not close", name(), e);
      }
    }
  }

  /** Ends the connection, and with it a question that is under way. */
  void close() {
    closed = true;
    end(kept);
  }
}
