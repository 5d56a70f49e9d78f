package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a test wants to know of threads: which are there, and what one of them met. */
public final class Threads {

  private Threads() {}

  public static Set<Thread> alive() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  public static Set<Thread> startedSince(Set<Thread> before) {
    Set<Thread> now = alive();
    now.removeAll(before);
    now.removeIf(thread -> thread.getName().startsWith("awaitility"));
    return now;
  }

  /** Pools' threads end a moment after their pool. */
  public static void awaitNoneSince(Set<Thread> before) {
    await()
        .pollInSameThread() // a thread of Awaitility's own would be one more
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(startedSince(before)).isEmpty());
  }

  /** Waits until the thread waits for something. */
  public static void awaitParked(Thread thread) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** Waits until the thread waits for another one to leave a synchronized block. */
  public static void awaitBlocked(Thread thread) {
    await().atMost(Duration.ofSeconds(10)).until(() -> thread.getState() == Thread.State.BLOCKED);
  }

  /** Waits until a connection was closed, which HikariCP does on a thread of its own. */
  public static void awaitClosed(java.sql.Connection connection) {
    await().atMost(Duration.ofSeconds(10)).until(connection::isClosed);
  }

  /** Runs something on a thread of its own. */
  public static Running run(Action action) {
    return new Running(
        () -> {
          action.run();
          return "done";
        });
  }

  /** Asks for something on a thread of its own. */
  public static Running call(Task task) {
    return new Running(task);
  }

  /** What a thread does. */
  public interface Action {
    void run() throws Exception;
  }

  /** What a thread makes. */
  public interface Task {
    Object call() throws Exception;
  }

  /** A thread, and how it ended. */
  public static final class Running {

    public final Thread thread;
    private volatile @Nullable Object result;
    private volatile @Nullable Throwable failure;
    private volatile boolean interruptedAtEnd;

    private Running(Task task) {
      thread = new Thread(() -> finish(task), "test-runner");
      thread.setDaemon(true);
      thread.start();
    }

    private void finish(Task task) {
      try {
        result = task.call();
      } catch (Throwable e) {
        failure = e;
      }
      interruptedAtEnd = Thread.currentThread().isInterrupted();
    }

    /** Waits for the end: what it made, or an error if it threw. */
    public Object result() {
      join();
      Object made = result;
      if (made == null) {
        throw new AssertionError(failure);
      }
      return made;
    }

    /** Waits for the end: what it threw, or an error if it threw nothing. */
    public Throwable failure() {
      join();
      Throwable thrown = failure;
      if (thrown == null) {
        throw new AssertionError("no failure, but " + result);
      }
      return thrown;
    }

    /** Waits for the end: whether the thread was interrupted then. */
    public boolean interruptedAtEnd() {
      join();
      return interruptedAtEnd;
    }

    public boolean isRunning() {
      return thread.isAlive();
    }

    private void join() {
      try {
        thread.join(20_000);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (thread.isAlive()) {
        AssertionError stuck = new AssertionError("the thread is stuck");
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    }
  }
}
