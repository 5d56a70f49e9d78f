package io.github.guicesql.sqlmodule.lifecycle;

import static java.util.Objects.requireNonNull;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources in reverse order of registration. Every pool of a driver module registers itself
 * here; a service may register its own resources that depend on them, such as its HTTP server.
 *
 * <p>Closing has a drain deadline, 5 seconds by default, which all resources share: work in
 * progress may finish until then. After it, a pool whose driver can cancel running statements takes
 * up to 2 seconds for that. A failure to close one resource does not keep the others from being
 * closed.
 *
 * <p>Thread-safe. A registry that was created before the injector can be closed when {@code
 * createInjector} throws after a pool was opened:
 *
 * <pre>{@code
 * try (LifecycleRegistry registry = new LifecycleRegistry()) {
 *   Injector injector = Guice.createInjector(LifecycleModule.using(registry), new MyModule());
 *   ...
 * }
 * }</pre>
 */
@Singleton
public final class LifecycleRegistry implements AutoCloseable {

  /** The default time that {@link #close()} gives work in progress to finish. */
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(5);

  /** The longest drain, about 292 years: the range of nanoseconds in a long. */
  private static final Duration LONGEST_DRAIN = Duration.ofNanos(Long.MAX_VALUE);

  /** The time after the drain for which a thread waits for a closer that another thread runs. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(LifecycleRegistry.class);

  /** Closes a resource. */
  @FunctionalInterface
  public interface Closer {

    /**
     * Closes the resource; called at most once.
     *
     * @param drain how long it may wait for work in progress; zero if there is no time left
     */
    void close(Duration drain) throws Exception;
  }

  private final Duration drain;
  private final Object lock = new Object();
  private final Deque<Registration> newestFirst = new ArrayDeque<>();
  private final Set<Thread> inCloser = ConcurrentHashMap.newKeySet();
  private @Nullable Closing closing; // guarded by lock; null while the registry is open
  private @Nullable Thread shutdownHook;

  /** Creates a registry with {@link #DEFAULT_DRAIN}. */
  @Inject
  public LifecycleRegistry() {
    this(DEFAULT_DRAIN);
  }

  /**
   * Creates a registry with a drain of its own.
   *
   * @param drain how long {@link #close()} waits for work in progress; zero means not at all
   * @throws IllegalArgumentException if it is negative
   */
  public LifecycleRegistry(Duration drain) {
    if (drain.isNegative()) {
      throw new IllegalArgumentException("the drain is negative: " + drain);
    }
    this.drain = drain.compareTo(LONGEST_DRAIN) < 0 ? drain : LONGEST_DRAIN;
  }

  /**
   * Adds a resource, which will be closed before those that are registered already.
   *
   * @param name the resource's name in the log and in errors
   * @return the handle with which it can be closed earlier
   * @throws LifecycleException if the registry is closed or closing; the resource was then closed
   *     at once
   */
  public Registration register(String name, Closer closer) {
    Registration registration = new Registration(name, requireNonNull(closer, "closer"), this);
    synchronized (lock) {
      if (closing == null) {
        newestFirst.push(registration);
        return registration;
      }
    }
    LifecycleException refusal =
        new LifecycleException(
            "The lifecycle registry is closed. " + name + " came too late and was closed.", null);
    try {
      registration.closeOnce(Duration.ZERO);
    } catch (Throwable e) {
      refusal.addSuppressed(e);
    }
    throw refusal;
  }

  /**
   * Adds a resource that needs no time to drain, such as a client or a server. Its {@code close()}
   * is called in its turn.
   *
   * @param name the resource's name in the log and in errors
   * @return the handle with which it can be closed earlier
   * @throws LifecycleException if the registry is closed or closing; the resource was then closed
   *     at once
   */
  public Registration register(String name, AutoCloseable resource) {
    requireNonNull(resource, "resource");
    return register(name, drain -> resource.close());
  }

  /**
   * Records that this thread enters a closer, and returns whether it was in no closer of this
   * registry before.
   */
  boolean beginCloser(Thread current) {
    return inCloser.add(current);
  }

  void endCloser(Thread current) {
    inCloser.remove(current);
  }

  /**
   * Returns whether a closer of this registry runs on this thread, which must then not wait for
   * another.
   */
  boolean isInCloser(Thread current) {
    return inCloser.contains(current);
  }

  /** The longest wait for a closer that another thread runs. */
  Duration patience() {
    return drain.compareTo(LONGEST_DRAIN.minus(GRACE)) < 0 ? drain.plus(GRACE) : LONGEST_DRAIN;
  }

  void forget(Registration registration) {
    synchronized (lock) {
      newestFirst.remove(registration);
    }
  }

  /**
   * Adds a JVM shutdown hook that closes this registry: on {@code SIGTERM}, Ctrl-C, or {@code
   * System.exit}. This is not the default, since hooks run in no particular order: a service that
   * stops its HTTP server in a hook of its own should close the registry there, after the server.
   *
   * @return this registry
   * @throws LifecycleException if the JVM is shutting down already; the caller then has to close
   *     the registry
   */
  public LifecycleRegistry closeOnJvmShutdown() {
    synchronized (lock) {
      if (closing == null && shutdownHook == null) {
        Thread hook = new Thread(this::closeInHook, "guice-sql-shutdown");
        try {
          Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
          throw new LifecycleException(
              "The JVM is shutting down already and takes no hook. Close the registry yourself.",
              e);
        }
        shutdownHook = hook;
      }
    }
    return this;
  }

  private void closeInHook() {
    try {
      close();
    } catch (LifecycleException e) {
      log.error("The lifecycle registry did not close cleanly", e);
    }
  }

  /**
   * Closes everything in reverse order of registration. Each resource is closed even if others
   * fail. A second call does nothing, but waits for the first one if that runs on another thread;
   * it does not wait from within a closer. In an interrupted thread there is no drain: everything
   * is closed at once, and the thread stays interrupted.
   *
   * @throws LifecycleException if something did not close: all failures are its suppressed
   *     exceptions, in the order in which they happened
   */
  @Override
  public void close() {
    Thread current = Thread.currentThread();
    Closing own = new Closing(current);
    Closing earlier;
    synchronized (lock) {
      earlier = closing;
      if (earlier == null) {
        closing = own;
      }
    }
    if (earlier != null) {
      if (earlier.thread() != current && !isInCloser(current)) {
        awaitEnd(earlier, current);
      }
      return;
    }
    List<Throwable> failures;
    try {
      failures = closeAll();
    } finally {
      own.end();
    }
    removeShutdownHook();
    throwIfAny(failures);
  }

  /**
   * Waits until another thread has closed the registry. The shutdown hook waits for a limited time
   * only, since a closer that calls {@code System.exit} waits for the hook; after that time, the
   * hook closes what is left.
   */
  private void awaitEnd(Closing earlier, Thread current) {
    try {
      if (current != hook()) {
        earlier.awaitEnd();
      } else if (!earlier.awaitEnd(patience())) {
        throwIfAny(closeAll());
      }
    } catch (InterruptedException e) {
      current.interrupt();
    }
  }

  private @Nullable Thread hook() {
    synchronized (lock) {
      return shutdownHook;
    }
  }

  private List<Throwable> closeAll() {
    long deadline = System.nanoTime() + drain.toNanos();
    List<Throwable> failures = new ArrayList<>();
    for (Registration next = pop(); next != null; next = pop()) {
      long started = System.nanoTime();
      long remaining = Thread.currentThread().isInterrupted() ? 0 : deadline - started;
      try {
        next.closeOnce(Duration.ofNanos(Math.max(0, remaining)));
        log.info("Closed {} in {} ms", next, (System.nanoTime() - started) / 1_000_000);
      } catch (Throwable e) {
        failures.add(new LifecycleException(next + " did not close", e));
      }
    }
    return failures;
  }

  private @Nullable Registration pop() {
    synchronized (lock) {
      return newestFirst.poll();
    }
  }

  private void removeShutdownHook() {
    Thread hook;
    synchronized (lock) {
      hook = shutdownHook;
      shutdownHook = null;
    }
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyShuttingDown) {
        log.debug("The JVM is shutting down");
      }
    }
  }

  private static void throwIfAny(List<Throwable> failures) {
    if (!failures.isEmpty()) {
      String names = String.join("; ", failures.stream().map(Throwable::getMessage).toList());
      LifecycleException all = new LifecycleException(names, null);
      failures.forEach(all::addSuppressed);
      throw all;
    }
  }

  /** Returns the state and the registered resources, newest first. */
  @Override
  public String toString() {
    synchronized (lock) {
      return "LifecycleRegistry(" + state() + ", " + newestFirst + ")";
    }
  }

  /** The caller holds the lock. */
  private String state() {
    if (closing == null) {
      return "OPEN";
    }
    return closing.hasEnded() ? "CLOSED" : "CLOSING";
  }
}
