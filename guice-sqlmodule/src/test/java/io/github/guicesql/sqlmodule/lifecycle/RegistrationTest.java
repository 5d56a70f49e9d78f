package io.github.guicesql.sqlmodule.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqlmodule.driver.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Can one resource be closed sooner than the rest? */
final class RegistrationTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void handleClosesItsResourceSoonerAndTheRegistryNotAgain() {
    Registration first = registry.register("first", drain -> closed.add("first"));
    registry.register("second", drain -> closed.add("second"));

    first.close();
    assertThat(closed).containsExactly("first");
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [second])");

    first.close();
    registry.close();
    first.close();
    assertThat(closed).containsExactly("first", "second");
  }

  @Test
  void handleGivesNoTimeToDrain() {
    List<Duration> drains = new CopyOnWriteArrayList<>();

    registry.register("pool", drains::add).close();

    assertThat(drains).containsExactly(Duration.ZERO);
  }

  @Test
  void failureIsTheHandlesAndNotTheRegistrys() {
    IOException reason = new IOException("x");
    Registration handle =
        registry.register(
            "server",
            drain -> {
              throw reason;
            });

    assertThatThrownBy(handle::close)
        .isInstanceOf(LifecycleException.class)
        .hasMessage("server did not close")
        .cause()
        .isSameAs(reason);
    handle.close();
    registry.close();
    assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])");
  }

  @Test
  void interruptedCloserLeavesItsThreadInterrupted() {
    Registration handle =
        registry.register(
            "server",
            drain -> {
              throw new InterruptedException();
            });

    Threads.Running closing = Threads.run(handle::close);

    assertThat(closing.failure()).isInstanceOf(LifecycleException.class);
    assertThat(closing.interruptedAtEnd()).isTrue();
  }

  @Test
  void manyThreadsWithOneHandleCloseOnce() {
    for (int round = 0; round < 200; round++) {
      AtomicInteger closes = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(4);
      Registration handle = registry.register("pool", drain -> closes.incrementAndGet());
      List<Threads.Running> threads =
          Stream.generate(
                  () ->
                      Threads.run(
                          () -> {
                            together.await();
                            handle.close();
                          }))
              .limit(4)
              .toList();

      threads.forEach(Threads.Running::result);

      assertThat(closes).hasValue(1);
    }
  }

  @Test
  void secondThreadWaitsForTheOneThatCloses() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Registration handle =
        registry.register(
            "pool",
            drain -> {
              closing.countDown();
              goOn.await();
            });
    Threads.Running first = Threads.run(handle::close);
    closing.await();

    Threads.Running second = Threads.run(handle::close);
    Threads.awaitParked(second.thread);

    goOn.countDown();
    assertThat(first.result()).isEqualTo("done");
    assertThat(second.result()).isEqualTo("done");
  }

  /** A server that is still finishing its requests must not lose the database under them. */
  @Test
  void registryWaitsForAHandleThatIsBeingClosedBeforeItClosesWhatIsOlder() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    registry.register("database", drain -> closed.add("database"));
    Registration server =
        registry.register(
            "server",
            drain -> {
              closing.countDown();
              goOn.await();
              closed.add("server");
            });
    Threads.Running byHandle = Threads.run(server::close);
    closing.await();

    Threads.Running byRegistry = Threads.run(registry::close);
    Threads.awaitParked(byRegistry.thread);
    assertThat(closed).isEmpty();

    goOn.countDown();
    byHandle.result();
    byRegistry.result();
    assertThat(closed).containsExactly("server", "database");
  }

  @Test
  void closerMayCloseItsOwnHandle() {
    AtomicInteger closes = new AtomicInteger();
    Registration[] handle = new Registration[1];
    handle[0] =
        registry.register(
            "pool",
            drain -> {
              closes.incrementAndGet();
              handle[0].close();
            });

    registry.close();

    assertThat(closes).hasValue(1);
  }

  @Test
  void handleHasItsName() {
    assertThat(registry.register("pool", drain -> {}))
        .returns("pool", Registration::name)
        .hasToString("pool");
  }
}
