package io.github.guicesql.sqlmodule.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A resource in a {@link LifecycleRegistry}. Closing this closes the resource before the registry
 * does. The resource's own close is called once, whoever is first. Thread-safe.
 */
public final class Registration implements AutoCloseable {

  private final String name;
  private final LifecycleRegistry.Closer closer;
  private final LifecycleRegistry registry;
  private final AtomicReference<@Nullable Thread> closing = new AtomicReference<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  Registration(String name, LifecycleRegistry.Closer closer, LifecycleRegistry registry) {
    this.name = name;
    this.closer = closer;
    this.registry = registry;
  }

  /** The name it was registered under. */
  public String name() {
    return name;
  }

  /**
   * Closes the resource now, with no time to drain. Does nothing if it is closed already. Waits if
   * another thread is closing it, but not from within a closer: two closers that close each other's
   * resources would wait for ever.
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
      // Not before: the registry must meet it and wait, or it closes what this one still uses.
      registry.forget(this);
    }
  }

  /** No lock is held while the closer runs: it may close the registry, or another registration. */
  void closeOnce(Duration drain) throws Exception {
    Thread current = Thread.currentThread();
    if (!closing.compareAndSet(null, current)) {
      awaitClosed(current);
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
      closed.countDown();
    }
  }

  private void awaitClosed(Thread current) {
    if (closing.get() == current || registry.isInCloser(current)) {
      return;
    }
    try {
      if (!closed.await(registry.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new LifecycleException(
            name + " is still being closed by the thread " + closing.get(), null);
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
