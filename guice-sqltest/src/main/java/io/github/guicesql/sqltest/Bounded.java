package io.github.guicesql.sqltest;

import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs work with a time limit, whatever it blocks on. */
final class Bounded {
  private Bounded() {}

  /**
   * Returns the result of the work. The work runs on a thread of its own, which is abandoned when
   * the limit is exceeded, since not everything that blocks can be interrupted; what such work
   * still produces is closed.
   *
   * @throws IllegalStateException if it fails or exceeds the limit; the message says why in one
   *     line
   */
  static <T> T within(Duration limit, String what, Callable<T> work, Consumer<? super T> undo) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                T made = work.call();
                if (!result.complete(made)) {
                  undo.accept(made);
                }
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "guice-sqltest " + what);
    worker.setDaemon(true);
    worker.start();
    try {
      // This completes the future; get(limit) would leave it open to a late result that nobody
      // closes.
      return result.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        worker.interrupt();
        throw new IllegalStateException(
            what + " took longer than " + limit.toSeconds() + " s", e.getCause());
      }
      throw new IllegalStateException(what + " failed: " + reason(e), e.getCause());
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted: " + what, e);
    }
  }

  /**
   * Runs all of the work at once, and returns whether it has ended within the limit. What exceeds
   * it goes on in its thread. An interrupt does not end the wait, and stays set.
   *
   * @param work handles its own failures
   */
  static boolean haveEnded(Duration limit, String what, List<? extends Runnable> work) {
    List<Thread> workers = new ArrayList<>();
    for (Runnable each : work) {
      Thread worker = new Thread(each, "guice-sqltest " + what);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    for (Thread worker : workers) {
      long remaining = deadline - System.nanoTime();
      while (worker.isAlive() && remaining > 0) {
        try {
          worker.join(TimeUnit.NANOSECONDS.toMillis(remaining) + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        remaining = deadline - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return workers.stream().noneMatch(Thread::isAlive);
  }

  /**
   * Returns the innermost cause in one line: its wrappers rarely say more than that something
   * failed. The message of a failure with a file is often the file's name alone.
   */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    String type = root.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return type;
    }
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    return root instanceof FileSystemException file && file.getReason() == null
        ? type + ": " + line
        : line;
  }
}
