package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.guicesql.sqlite.WriteGate.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteGateTest {

  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private final WriteGate gate = new WriteGate();

  @Test
  void givesThePermitToOneAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int[] count = {0};
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 5_000; n++) {
                  acquire();
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  count[0]++;
                  inside.decrementAndGet();
                  gate.release();
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most).hasValue(1);
    assertThat(count[0]).isEqualTo(40_000);
  }

  private void acquire() {
    assertThat(gate.tryAcquire() || gate.acquire(new Waiter(), LONG)).isTrue();
  }

  @Test
  void nobodyQueuesForEverBesideOneThatBargesAgainAndAgain() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch hogging = new CountDownLatch(2);
    List<Thread> hogs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread hog =
          new Thread(
              () -> {
                while (!stop.get()) {
                  if (gate.tryAcquire()) {
                    hogging.countDown();
                    gate.release();
                  }
                }
              });
      hogs.add(hog);
      hog.start();
    }
    hogging.await();
    for (int i = 0; i < 20; i++) {
      assertThat(gate.acquire(new Waiter(), LONG)).isTrue();
      gate.release();
    }
    stop.set(true);
    for (Thread hog : hogs) {
      hog.join();
    }
  }

  @Test
  void waitersAreServedFirstInFirstOut() throws Exception {
    acquire();
    List<Integer> served = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                gate.acquire(new Waiter(), LONG);
                served.add(number);
                gate.release();
              });
      threads.add(thread);
      thread.start();
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    gate.release();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(served).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void waitsNoLongerThanItIsTold() throws Exception {
    acquire();
    assertThat(gate.tryAcquire()).isFalse();
    assertThat(gate.acquire(new Waiter(), 0)).isFalse();
    assertThat(gate.acquire(new Waiter(), TimeUnit.MILLISECONDS.toNanos(20))).isFalse();
    gate.release();
    assertThat(gate.tryAcquire()).isTrue();
  }

  @Test
  void anyThreadMayRelease() throws Exception {
    acquire();
    Thread other = new Thread(gate::release);
    other.start();
    other.join();
    assertThat(gate.tryAcquire()).isTrue();
  }

  @Test
  void aWaiterThatIsCancelledIsGoneFromTheQueue() throws Exception {
    acquire();
    CompletableFuture<Waiter> waiter = new CompletableFuture<>();
    FutureTask<Boolean> acquired =
        new FutureTask<>(
            () -> {
              Waiter own = new Waiter();
              waiter.complete(own);
              return gate.acquire(own, LONG);
            });
    Thread waiting = new Thread(acquired);
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    waiter.get().cancel();
    assertThat(acquired.get()).isFalse();
    gate.release();
    assertThat(gate.tryAcquire()).isTrue();
  }

  @Test
  void aWaiterThatIsInterruptedKeepsItsPlace() throws Exception {
    acquire();
    FutureTask<Boolean> interrupted =
        new FutureTask<>(
            () -> gate.acquire(new Waiter(), LONG) && Thread.currentThread().isInterrupted());
    Thread waiting = new Thread(interrupted);
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    waiting.interrupt();
    await()
        .until(() -> !waiting.isInterrupted() && waiting.getState() == Thread.State.TIMED_WAITING);
    gate.release();
    assertThat(interrupted.get()).isTrue();
  }
}
