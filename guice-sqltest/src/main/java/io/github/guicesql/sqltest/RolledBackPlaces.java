package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives all tests one copy of the template, and each of them a transaction. After a test that has
 * committed, or may have, the next ones get another copy.
 */
final class RolledBackPlaces implements TestPlaces {

  private final Template template;
  private final List<Place> spoiled = new ArrayList<>(); // guarded by this
  private @Nullable Place copy; // guarded by this

  RolledBackPlaces(Template template) {
    this.template = template;
  }

  @Override
  public Opened open(Opened.Modules modules) throws InterruptedException {
    Place place = copy();
    Rollbacks rollbacks = new Rollbacks(new LifecycleRegistry(), modules.prefix());
    try {
      return Opened.inTransaction(place, modules, rollbacks);
    } catch (Throwable e) {
      // What eager singletons have committed stays, whatever has failed after them.
      if (rollbacks.haveSpoiled()) {
        spoil(place);
      }
      throw e;
    }
  }

  private synchronized Place copy() throws InterruptedException {
    if (copy == null) {
      copy = template.take();
    }
    return copy;
  }

  @Override
  public void giveBack(Opened closed) {
    if (closed.isSpoiled()) {
      spoil(closed.place());
    }
  }

  /** Keeps what was spoiled until the end, since tests that run in parallel may still be on it. */
  private synchronized void spoil(Place place) {
    if (place.equals(copy)) {
      spoiled.add(place);
      copy = null;
    }
  }

  @Override
  public synchronized void close() {
    if (copy != null) {
      spoiled.add(copy);
      copy = null;
    }
    spoiled.forEach(template::giveBack);
    spoiled.clear();
  }
}
