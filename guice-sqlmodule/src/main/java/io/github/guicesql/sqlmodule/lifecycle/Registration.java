package io.github.guicesql.sqlmodule.lifecycle;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A handle to a resource in a {@link LifecycleRegistry}. Closing it closes the resource before the
 * registry does. The resource's own close is called once, by whichever comes first. Thread-safe.
 */
public final class Registration implements AutoCloseable {

  private final String name;
  private final LifecycleRegistry.Closer closer;
  private final LifecycleRegistry registry;
  private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();

  Registration(String name, LifecycleRegistry.Closer closer, LifecycleRegistry registry) {
    this.name = name;
    this.closer = closer;
    this.registry = registry;
  }

  /** The name under which the resource was registered. */
  public String name() {
    return name;
  }

  /**
   * Closes the resource now, with no time to drain. Does nothing if it is closed already. If
   * another thread is closing it, waits for that thread, except from within a closer: two closers
   * that close each other's resources would deadlock.
   *
   * @throws LifecycleException if the resource throws; its exception is the cause
   */
  @Override
  public void close() {
    try {
      closeOnce(Duration.ZERO);
    } catch (LifecycleException e) {
      throw e;
    } catch (Exception e) {
      throw new LifecycleException(name + " did not close", e);
    } finally {
      // The registry forgets the resource only now: until it is closed, the registry must find it
      // and wait, or it would close resources that this one still uses.
      registry.forget(this);
    }
  }

  /**
   * Runs the closer without holding a lock, since it may close the registry or another
   * registration.
   */
  void closeOnce(Duration drain) throws Exception {
    Thread current = Thread.currentThread();
    Closing own = new Closing(current);
    Closing earlier = closing.compareAndExchange(null, own);
    if (earlier != null) {
      awaitEnd(earlier, current);
      return;
    }
    boolean outermost = registry.beginCloser(current);
    try {
      closer.close(drain);
    } catch (InterruptedException e) {
      current.interrupt();
      throw e;
    } finally {
      if (outermost) {
        registry.endCloser(current);
      }
      own.end();
    }
  }

  private void awaitEnd(Closing earlier, Thread current) {
    if (earlier.thread() == current || registry.isInCloser(current)) {
      return;
    }
    try {
      if (!earlier.awaitEnd(registry.patience())) {
        throw new LifecycleException(
            name + " is still being closed by the thread " + earlier.thread(), null);
      }
    } catch (InterruptedException e) {
      current.interrupt();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
