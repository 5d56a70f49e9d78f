package io.github.guicesql.sqltest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A migrated database, and copies of it for tests. One copy is made ahead while a test runs, and
 * used ones are reset or dropped behind it, on a thread of its own. Thread-safe.
 */
final class Template implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqlTest.class);
  private static final long DROP_LIMIT_SECONDS = 60;

  private final Place migrated;
  private final Copies copies; // used by the thread alone
  private final Deque<Place> clean = new ArrayDeque<>(); // used by the thread alone
  private final ExecutorService ahead;
  private Future<Place> next; // guarded by this

  Template(Places places, Place migrated) {
    this.migrated = migrated;
    copies = places.copiesOf(migrated);
    ahead =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "sqltest-templates");
              thread.setDaemon(true);
              return thread;
            });
    next = prepare();
  }

  private Future<Place> prepare() {
    return ahead.submit(
        () -> {
          Place copy = clean.poll();
          return copy == null ? copies.copy() : copy;
        });
  }

  /** Returns a copy that nobody else has. */
  Place take() throws InterruptedException {
    Future<Place> mine;
    synchronized (this) {
      mine = next;
      next = prepare();
    }
    try {
      return mine.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("No copy of " + migrated + ": " + e.getCause(), e);
    }
  }

  /** Makes a copy one for another test after its test, or drops it. */
  void giveBack(Place copy) {
    ahead.execute(
        () -> {
          if (isReset(copy)) {
            clean.add(copy);
          } else {
            drop(copy);
          }
        });
  }

  private boolean isReset(Place copy) {
    try {
      return copies.reset(copy);
    } catch (RuntimeException e) {
      log.debug("{} was not reset after its test", copy, e);
      return false;
    }
  }

  private static void drop(Place place) {
    try {
      place.close();
    } catch (RuntimeException e) {
      log.warn("{} was not dropped after its test", place, e);
    }
  }

  /** Drops the copies and the template. */
  @Override
  public void close() {
    Future<Place> unused;
    synchronized (this) {
      unused = next;
    }
    ahead.execute(
        () -> {
          try {
            drop(unused.get());
          } catch (InterruptedException | ExecutionException e) {
            log.debug("The last copy was not made", e);
          }
          clean.forEach(Template::drop);
          drop(migrated);
        });
    ahead.shutdown();
    try {
      if (!ahead.awaitTermination(DROP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        log.warn("{} and its copies are still being dropped", migrated);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
