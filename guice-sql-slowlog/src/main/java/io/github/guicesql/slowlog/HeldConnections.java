package io.github.guicesql.slowlog;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseObserver;
import java.sql.Connection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.lifecycle.JdbcLifecycleEventListenerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs where the connections of one database were borrowed that are held for longer than a
 * threshold: when they are returned, when another borrower comes meanwhile, and when closing has to
 * abort them. It needs no thread of its own: a connection that is not returned matters when
 * somebody else needs one. Thread-safe.
 */
final class HeldConnections extends JdbcLifecycleEventListenerAdapter implements DatabaseObserver {

  private static final Logger log = LoggerFactory.getLogger("io.github.guicesql.slowlog");

  private final String token;
  private final Database database;
  private final long thresholdNanos;
  private final RateLimit limit = new RateLimit(System::nanoTime);
  private final Map<String, Borrow> borrowed = new ConcurrentHashMap<>();

  /** One borrowed connection. */
  private static final class Borrow {

    private final long since = System.nanoTime();
    private final String thread = Thread.currentThread().getName();
    private final String transaction;
    private final String caller = Caller.frame();
    private volatile boolean logged;

    private Borrow(String transaction) {
      this.transaction = transaction;
    }

    private long nanos() {
      return System.nanoTime() - since;
    }
  }

  HeldConnections(Database database, long thresholdMillis) {
    this.token = database.tokens().db();
    this.database = database;
    this.thresholdNanos = TimeUnit.MILLISECONDS.toNanos(thresholdMillis);
  }

  /** Called for the data source, and for a statement that is asked for its connection. */
  @Override
  public void beforeGetConnection(MethodExecutionContext call) {
    if (call.getTarget() instanceof DataSource) {
      for (Borrow each : borrowed.values()) {
        if (!each.logged && each.nanos() >= thresholdNanos) {
          each.logged = true;
          log(each, "a connection is not returned after");
        }
      }
    }
  }

  @Override
  public void afterGetConnection(MethodExecutionContext call) {
    if (call.getTarget() instanceof DataSource && call.getResult() instanceof Connection) {
      borrowed.put(call.getConnectionInfo().getConnectionId(), new Borrow(Naming.of(database)));
    }
  }

  /** Called for connections, statements and results. */
  @Override
  public void afterClose(MethodExecutionContext call) {
    if (call.getTarget() instanceof Connection) {
      returned(call);
    }
  }

  @Override
  public void afterAbort(MethodExecutionContext call) {
    returned(call);
  }

  private void returned(MethodExecutionContext call) {
    Borrow returned = borrowed.remove(call.getConnectionInfo().getConnectionId());
    if (returned != null && returned.nanos() >= thresholdNanos) {
      log(returned, "a connection was returned after");
    }
  }

  @Override
  public void connectionsAborted(int connections) {
    for (Borrow each : borrowed.values()) {
      log(each, "a connection is aborted after");
    }
  }

  private void log(Borrow borrow, String what) {
    OptionalLong leftOut = limit.acquire();
    if (leftOut.isPresent()) {
      log.warn(
          "{}: {} {} ms{}, borrowed by the thread {} at {}{}",
          token,
          what,
          TimeUnit.NANOSECONDS.toMillis(borrow.nanos()),
          borrow.transaction,
          borrow.thread,
          borrow.caller,
          leftOut.getAsLong() == 0 ? "" : " (" + leftOut.getAsLong() + " more were not logged)");
    }
  }
}
