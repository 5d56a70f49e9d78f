package io.github.guicesql.sqlmodule.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A closing that one thread has begun, and whose end other threads await. Thread-safe. */
final class Closing {

  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);

  Closing(Thread thread) {
    this.thread = thread;
  }

  /** The thread that closes. */
  Thread thread() {
    return thread;
  }

  void end() {
    ended.countDown();
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Waits for this long, and returns whether the closing has ended. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
