package io.github.guicesql.transactor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * Has the connections of the thread that asks for it fail, as networks and drivers do. It decorates
 * a data source.
 */
final class Faults {

  /** A call that does what a test wants in place of a connection's method, once. */
  @FunctionalInterface
  interface Fault {
    void in(Connection real) throws SQLException;
  }

  private final Map<String, Fault> planned = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  /** Replaces the next call of a method, on this thread. */
  void plan(String method, Fault fault) {
    planned.put(key(method), fault);
  }

  private static String key(String method) {
    return Thread.currentThread().getId() + method;
  }

  /** The answer to a commit is lost: it was done. */
  static void lostAfterCommit(Connection real) throws SQLException {
    real.commit();
    real.abort(Runnable::run);
    throw new SQLException("an I/O error occurred", "08006");
  }

  /** The request to commit is lost: it was not done. */
  static void lostBeforeCommit(Connection real) throws SQLException {
    real.rollback();
    real.abort(Runnable::run);
    throw new SQLException("an I/O error occurred", "08006");
  }

  /** The methods that were called on connections, and the statements that were made. */
  List<String> calls() {
    return new ArrayList<>(calls);
  }

  void forgetCalls() {
    calls.clear();
  }

  DataSource decorate(DataSource real) {
    return (DataSource)
        Proxy.newProxyInstance(
            Faults.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(real, arguments);
                return method.getName().equals("getConnection")
                    ? decorate((Connection) result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Connection decorate(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            Faults.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              String name = method.getName();
              calls.add(
                  arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
                      ? sql
                      : name);
              Fault fault = planned.remove(key(name));
              if (fault != null) {
                fault.in(real);
                return null;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
