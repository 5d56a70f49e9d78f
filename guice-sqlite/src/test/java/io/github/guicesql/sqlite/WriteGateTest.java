package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteGateTest {

  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private final WriteGate gate = WriteGate.of("a database of " + System.identityHashCode(this));

  @Test
  void letsOneInAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int[] count = {0};
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 5_000; n++) {
                  enter();
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  count[0]++;
                  inside.decrementAndGet();
                  gate.leave();
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

  private void enter() {
    try {
      assertThat(gate.tryEnter() || gate.enter(LONG)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nobodyQueuesForEverBesideOneThatWalksInAgainAndAgain() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch hogging = new CountDownLatch(2);
    List<Thread> hogs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread hog =
          new Thread(
              () -> {
                while (!stop.get()) {
                  if (gate.tryEnter()) {
                    hogging.countDown();
                    gate.leave();
                  }
                }
              });
      hogs.add(hog);
      hog.start();
    }
    hogging.await();
    for (int i = 0; i < 20; i++) {
      assertThat(gate.enter(LONG)).isTrue();
      gate.leave();
    }
    stop.set(true);
    for (Thread hog : hogs) {
      hog.join();
    }
  }

  @Test
  void whoComesFirstIsServedFirst() throws Exception {
    enter();
    List<Integer> served = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  gate.enter(LONG);
                  served.add(number);
                  gate.leave();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      threads.add(thread);
      thread.start();
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    gate.leave();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(served).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void waitsNoLongerThanItIsTold() throws Exception {
    enter();
    assertThat(gate.tryEnter()).isFalse();
    assertThat(gate.enter(0)).isFalse();
    assertThat(gate.enter(TimeUnit.MILLISECONDS.toNanos(20))).isFalse();
    gate.leave();
    assertThat(gate.tryEnter()).isTrue();
  }

  @Test
  void anyThreadMayLeave() throws Exception {
    enter();
    Thread other = new Thread(gate::leave);
    other.start();
    other.join();
    assertThat(gate.tryEnter()).isTrue();
  }

  @Test
  void oneThatIsInterruptedInTheQueueIsGoneFromIt() throws Exception {
    enter();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                gate.enter(LONG);
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    waiting.interrupt();
    waiting.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    gate.leave();
    assertThat(gate.tryEnter()).isTrue();
  }

  @Test
  void oneNameIsOneGate() {
    assertThat(WriteGate.of("one")).isSameAs(WriteGate.of("one")).isNotSameAs(WriteGate.of("two"));
  }
}
