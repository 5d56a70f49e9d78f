package io.github.guicesql.sqltest;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A migrated database, and copies of it for tests. One copy is made ahead while a test runs, and
 * used ones are dropped behind it, on a thread of its own. Thread-safe.
 */
final class Template implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqlTest.class);
  private static final long DROP_LIMIT_SECONDS = 60;

  private final Places places;
  private final Place migrated;
  private final ExecutorService ahead;
  private Future<Place> next; // guarded by this

  Template(Places places, Place migrated) {
    this.places = places;
    this.migrated = migrated;
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
    return ahead.submit(() -> places.copyOf(migrated));
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

  /** Drops a copy after its test. */
  void giveBack(Place copy) {
    ahead.execute(() -> drop(copy));
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
