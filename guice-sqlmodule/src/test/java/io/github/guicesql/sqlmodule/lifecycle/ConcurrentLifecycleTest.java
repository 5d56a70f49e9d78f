package io.github.guicesql.sqlmodule.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.driver.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Is nothing missed, and nothing closed twice, when threads register while others close? */
final class ConcurrentLifecycleTest {

  private static final int THREADS = 4;

  @Test
  void whateverIsRegisteredIsClosedExactlyOnce() {
    for (int round = 0; round < 300; round++) {
      LifecycleRegistry registry = new LifecycleRegistry();
      List<AtomicInteger> resources = new CopyOnWriteArrayList<>();
      AtomicInteger refused = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(THREADS + 2);
      List<Threads.Running> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(
            Threads.run(
                () -> {
                  together.await();
                  registerUntilRefused(registry, resources);
                  refused.incrementAndGet();
                }));
      }
      for (int i = 0; i < 2; i++) {
        threads.add(
            Threads.run(
                () -> {
                  together.await();
                  registry.close();
                }));
      }

      threads.forEach(Threads.Running::result);

      assertThat(refused).hasValue(THREADS);
      assertThat(resources).isNotEmpty().allSatisfy(closes -> assertThat(closes).hasValue(1));
      assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])");
    }
  }

  private static void registerUntilRefused(
      LifecycleRegistry registry, List<AtomicInteger> resources) {
    while (true) {
      AtomicInteger closes = new AtomicInteger();
      resources.add(closes);
      try {
        registry.register("resource", drain -> closes.incrementAndGet());
      } catch (LifecycleException late) {
        return;
      }
    }
  }

  @Test
  void secondCloserWaitsForTheFirst() throws Exception {
    LifecycleRegistry registry = new LifecycleRegistry();
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    registry.register(
        "pool",
        drain -> {
          closing.countDown();
          goOn.await();
        });
    Threads.Running first = Threads.run(registry::close);
    closing.await();

    Threads.Running second = Threads.run(registry::close);
    Threads.awaitParked(second.thread);
    assertThat(second.isRunning()).isTrue();

    goOn.countDown();
    assertThat(first.result()).isEqualTo("done");
    assertThat(second.result()).isEqualTo("done");
  }

  @Test
  void secondCloserWhichIsInterruptedStopsWaitingAndStaysInterrupted() throws Exception {
    LifecycleRegistry registry = new LifecycleRegistry();
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    registry.register(
        "pool",
        drain -> {
          closing.countDown();
          goOn.await();
        });
    Threads.Running first = Threads.run(registry::close);
    closing.await();
    Threads.Running second = Threads.run(registry::close);
    Threads.awaitParked(second.thread);

    second.thread.interrupt();

    assertThat(second.interruptedAtEnd()).isTrue();
    assertThat(first.isRunning()).isTrue();
    goOn.countDown();
    first.result();
  }

  @Test
  void registrationWhileTheRegistryClosesIsRefusedAtOnce() throws Exception {
    LifecycleRegistry registry = new LifecycleRegistry();
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger closes = new AtomicInteger();
    registry.register(
        "pool",
        drain -> {
          closing.countDown();
          goOn.await();
        });
    Threads.Running first = Threads.run(registry::close);
    closing.await();

    Threads.Running late =
        Threads.call(() -> registry.register("late", drain -> closes.incrementAndGet()));

    assertThat(late.failure()).isInstanceOf(LifecycleException.class);
    assertThat(closes).hasValue(1);
    assertThat(first.isRunning()).isTrue();
    goOn.countDown();
    first.result();
  }
}
