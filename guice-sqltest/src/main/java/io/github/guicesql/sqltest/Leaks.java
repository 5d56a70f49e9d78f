package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Records where each connection of an injector's databases is borrowed, and which ones are still
 * open when the pool is about to close: after whatever uses the pool was closed. Thread-safe.
 */
final class Leaks implements DatabaseListener {

  private static final int PRUNE_AT = 256;

  /** How long connections have to close that no statement may be using. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /**
   * What may be between a borrower and the recording: other decorators, such as the Transactor's,
   * and what runs an annotated method.
   */
  private static final List<String> BETWEEN =
      List.of(
          Leaks.class.getName(),
          TracedDataSource.class.getName(),
          "io.github.guicesql.sqlmodule.",
          "io.github.guicesql.transactor.",
          "com.google.inject.",
          "java.",
          "jdk.");

  private final LifecycleRegistry registry;
  private final List<Borrow> borrows = new ArrayList<>(); // guarded by this
  private final List<Throwable> found = new ArrayList<>(); // guarded by this

  private record Borrow(Connection connection, Throwable origin) {}

  Leaks(LifecycleRegistry registry) {
    this.registry = registry;
  }

  @Override
  public DataSource decorate(Database database, DataSource dataSource) {
    return new TracedDataSource(dataSource, this);
  }

  /** Registers right above the pool, which has just registered itself. */
  @Override
  public void built(Database database, DataSource dataSource) {
    registry.register("leak check of " + database.poolName(), this::check);
  }

  synchronized Connection borrowed(Connection connection) {
    if (borrows.size() >= PRUNE_AT) {
      borrows.removeIf(borrow -> isClosed(borrow.connection()));
    }
    borrows.add(
        new Borrow(
            connection,
            new Throwable("borrowed here by the thread " + Thread.currentThread().getName())));
    return connection;
  }

  /**
   * Closes what is still open, so that the pool need not wait for it. A connection that runs a
   * statement does not close before that has ended, which it may never do; then the pool aborts it.
   */
  private synchronized void check() {
    List<Borrow> open = new ArrayList<>(borrows);
    open.removeIf(borrow -> isClosed(borrow.connection()));
    borrows.clear();
    open.forEach(borrow -> found.add(borrow.origin()));
    Bounded.haveEnded(
        LIMIT,
        "closing what a test has left open",
        open.stream().<Runnable>map(borrow -> () -> close(borrow)).toList());
  }

  private static void close(Borrow borrow) {
    try {
      borrow.connection().close();
    } catch (SQLException | RuntimeException e) {
      borrow.origin().addSuppressed(e);
    }
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /**
   * Fails a test whose connections were still open.
   *
   * @throws AssertionError if there are any; the first one's origin is the cause
   */
  synchronized void failIfAny() {
    if (!found.isEmpty()) {
      AssertionError error =
          new AssertionError(
              found.size()
                  + (found.size() == 1 ? " connection was" : " connections were")
                  + " not closed: "
                  + firstFrame(found.get(0)),
              found.get(0));
      found.stream().skip(1).forEach(error::addSuppressed);
      throw error;
    }
  }

  /** Returns the first frame of whoever asked the outermost data source for a connection. */
  private static String firstFrame(Throwable origin) {
    for (StackTraceElement frame : origin.getStackTrace()) {
      if (BETWEEN.stream().noneMatch(frame.getClassName()::startsWith)) {
        return "borrowed at " + frame;
      }
    }
    return "the cause says where";
  }
}
