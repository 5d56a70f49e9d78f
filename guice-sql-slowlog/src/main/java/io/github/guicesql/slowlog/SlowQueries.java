package io.github.guicesql.slowlog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import net.ttddyy.dsproxy.ConnectionInfo;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.MethodExecutionListener;
import net.ttddyy.dsproxy.listener.lifecycle.JdbcLifecycleEventExecutionListener;
import net.ttddyy.dsproxy.listener.lifecycle.JdbcLifecycleEventListenerAdapter;
import net.ttddyy.dsproxy.proxy.ProxyConfig;
import net.ttddyy.dsproxy.proxy.jdk.JdkJdbcProxyFactory;
import org.jspecify.annotations.Nullable;

/**
 * The slow queries whose rows are being read. Each is logged when its result is closed, by itself
 * or with its statement or connection, or when its statement runs again. Only results of slow
 * queries are proxied; the others cost nothing. Thread-safe.
 */
final class SlowQueries extends JdkJdbcProxyFactory implements MethodExecutionListener {

  /** A query whose result is not closed yet. */
  private static final class Reading {

    private final String connection;
    private final Statement statement;
    private final SlowLine line;
    private volatile @Nullable ResultSet result;
    private final AtomicLong rows = new AtomicLong();

    Reading(String connection, Statement statement, @Nullable ResultSet result, SlowLine line) {
      this.connection = connection;
      this.statement = statement;
      this.result = result;
      this.line = line;
    }
  }

  private final long thresholdNanos;

  /** When the thread began to run its latest statement. */
  private final ThreadLocal<Long> began = new ThreadLocal<>();

  /** Bounded by the rate of lines: there is one for each. */
  private final List<Reading> readings = new CopyOnWriteArrayList<>();

  private final MethodExecutionListener events =
      new JdbcLifecycleEventExecutionListener(new Events());

  SlowQueries(long thresholdNanos) {
    this.thresholdNanos = thresholdNanos;
  }

  /** A statement is about to run: its earlier result is closed. */
  void running(Statement statement) {
    if (!readings.isEmpty()) {
      end(reading -> reading.statement == statement);
    }
    began.set(System.nanoTime());
  }

  /**
   * A slow query has run.
   *
   * @param result its result; null if the caller has yet to ask for it
   */
  void hasRun(String connection, Statement statement, @Nullable ResultSet result, SlowLine line) {
    readings.add(new Reading(connection, statement, result, line));
  }

  /** Called when the statement has run, and before {@link #hasRun}. */
  @Override
  public ResultSet createResultSet(
      ResultSet result, ConnectionInfo connection, ProxyConfig config) {
    Long since = began.get();
    return since != null && System.nanoTime() - since >= thresholdNanos
        ? super.createResultSet(result, connection, config)
        : result;
  }

  @Override
  public void beforeMethod(MethodExecutionContext call) {}

  @Override
  public void afterMethod(MethodExecutionContext call) {
    if (!readings.isEmpty()) {
      events.afterMethod(call);
    }
  }

  /** What happens to results, as the library tells it. */
  private final class Events extends JdbcLifecycleEventListenerAdapter {

    @Override
    public void afterNext(MethodExecutionContext call) {
      read(call);
    }

    @Override
    public void afterGetResultSet(MethodExecutionContext call) {
      given(call);
    }

    @Override
    public void afterClose(MethodExecutionContext call) {
      closed(call);
    }

    @Override
    public void afterAbort(MethodExecutionContext call) {
      end(call.getConnectionInfo().getConnectionId());
    }
  }

  private void read(MethodExecutionContext call) {
    if (Boolean.TRUE.equals(call.getResult())) {
      for (Reading reading : readings) {
        if (reading.result == call.getProxy()) {
          reading.rows.incrementAndGet();
        }
      }
    }
  }

  private void given(MethodExecutionContext call) {
    if (call.getResult() instanceof ResultSet result) {
      for (Reading reading : readings) {
        if (reading.statement == call.getTarget() && reading.result == null) {
          reading.result = result;
        }
      }
    }
  }

  private void closed(MethodExecutionContext call) {
    if (call.getTarget() instanceof Connection) {
      end(call.getConnectionInfo().getConnectionId());
    } else {
      end(reading -> reading.result == call.getProxy() || reading.statement == call.getTarget());
    }
  }

  private void end(String connection) {
    end(reading -> reading.connection.equals(connection));
  }

  private void end(Predicate<Reading> ended) {
    List<Reading> over = readings.stream().filter(ended).toList();
    for (Reading reading : over) {
      if (readings.remove(reading)) { // once, though several threads may close it
        reading.line.write(reading.result == null ? "" : ", " + reading.rows + " rows read");
      }
    }
  }
}
