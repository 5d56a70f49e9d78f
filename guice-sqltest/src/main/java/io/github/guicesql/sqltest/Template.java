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
  private final Deque<Place> spoiled = new ArrayDeque<>(); // used by the thread alone
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
      ahead.execute(this::dropSpoiled);
    }
    try {
      return mine.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("No copy of " + migrated + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      ahead.execute(() -> dropUnused(mine));
      throw e;
    }
  }

  /**
   * Makes a copy one for another test after its test. If that cannot be, it is dropped, but not
   * before the next copy was made: the next test waits for that one, and the server needs a moment
   * to end the connections of this one, for which a drop would wait longer.
   */
  void giveBack(Place copy) {
    ahead.execute(() -> (isReset(copy) ? clean : spoiled).add(copy));
  }

  private boolean isReset(Place copy) {
    try {
      return copies.reset(copy);
    } catch (RuntimeException e) {
      log.debug("{} was not reset after its test", copy, e);
      return false;
    }
  }

  private void dropSpoiled() {
    dropAll(spoiled);
  }

  private void dropAll(Deque<Place> places) {
    for (Place place = places.poll(); place != null; place = places.poll()) {
      drop(place);
    }
  }

  /** Drops a copy that is made by now, or will never be. */
  private void dropUnused(Future<Place> copy) {
    try {
      drop(copy.get());
    } catch (InterruptedException | ExecutionException e) {
      log.debug("A copy was not made", e);
    }
  }

  private void drop(Place place) {
    try {
      copies.drop(place);
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
          dropUnused(unused);
          dropAll(clean);
          dropAll(spoiled);
          drop(migrated);
          copies.close();
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
