package io.github.guicesql.sqlmodule.lifecycle;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A resource in a {@link LifecycleRegistry}. Closing this closes the resource before the registry
 * does. The resource's own close is called once, whoever is first. Thread-safe.
 */
public final class Registration implements AutoCloseable {

  private final String name;
  private final LifecycleRegistry.Closer closer;
  private final Consumer<Registration> onClose;
  private boolean closed;

  Registration(String name, LifecycleRegistry.Closer closer, Consumer<Registration> onClose) {
    this.name = name;
    this.closer = closer;
    this.onClose = onClose;
  }

  /** The name it was registered under. */
  public String name() {
    return name;
  }

  /**
   * Closes the resource now, with no time to drain. Does nothing if it is closed already; waits if
   * another thread is closing it.
   *
   * @throws LifecycleException if the resource throws; its exception is the cause
   */
  @Override
  public void close() {
    try {
      closeOnce(Duration.ZERO);
    } catch (Exception e) {
      throw new LifecycleException(name + " did not close", e);
    } finally {
      // Not before: the registry must meet it and wait, or it closes what this one still uses.
      onClose.accept(this);
    }
  }

  synchronized void closeOnce(Duration drain) throws Exception {
    if (!closed) {
      closed = true;
      try {
        closer.close(drain);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw e;
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
