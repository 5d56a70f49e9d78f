package io.github.guicesql.sqltest;

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
    return Opened.inTransaction(copy(), modules);
  }

  private synchronized Place copy() throws InterruptedException {
    if (copy == null) {
      copy = template.take();
    }
    return copy;
  }

  /** Keeps what was spoiled until the end, since tests that run in parallel may still be on it. */
  @Override
  public synchronized void giveBack(Opened closed) {
    if (closed.isSpoiled() && closed.place().equals(copy)) {
      spoiled.add(closed.place());
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
