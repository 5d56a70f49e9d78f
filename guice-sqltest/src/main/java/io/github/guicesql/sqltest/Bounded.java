package io.github.guicesql.sqltest;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Work that is given up when it takes too long, whatever it waits for. */
final class Bounded {
  private Bounded() {}

  /**
   * The result of the work. It runs in a thread of its own, which is left behind when it takes
   * longer than the limit, since not everything that blocks can be interrupted; what such work
   * still makes is closed.
   *
   * @throws IllegalStateException if it fails or takes longer; the message says why in one line
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
      // Completes the future, where get(limit) would leave it to a late result that nobody undoes.
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

  /** The innermost cause in one line: what wraps it rarely says more than that something failed. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
