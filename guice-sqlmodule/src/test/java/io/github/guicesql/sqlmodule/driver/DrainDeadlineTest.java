package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long may what is in use be finished, and who shares that time? */
final class DrainDeadlineTest {

  private final List<Duration> drains = new CopyOnWriteArrayList<>();

  @Test
  void isFiveSecondsUnlessToldOtherwise() {
    LifecycleRegistry registry = new LifecycleRegistry();
    registry.register("pool", drains::add);

    registry.close();

    assertThat(LifecycleRegistry.DEFAULT_DRAIN).hasSeconds(5);
    assertThat(drains.get(0)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
  }

  @Test
  void isSharedByAll() {
    Duration all = Duration.ofMillis(300);
    LifecycleRegistry registry = new LifecycleRegistry(all);
    registry.register("oldest", drains::add);
    registry.register("older", drains::add);
    registry.register(
        "slow",
        drain -> {
          drains.add(drain);
          useUp(drain.dividedBy(2));
        });
    registry.register(
        "slowest",
        drain -> {
          drains.add(drain);
          useUp(drain.dividedBy(2));
        });

    registry.close();

    assertThat(drains.get(0)).isBetween(Duration.ofMillis(100), all);
    assertThat(drains.get(1)).isLessThanOrEqualTo(drains.get(0).dividedBy(2));
    assertThat(drains.get(2)).isLessThanOrEqualTo(drains.get(1).dividedBy(2));
    assertThat(drains.get(3)).isLessThanOrEqualTo(drains.get(2));
  }

  @Test
  void whoeverComesAfterItHasNoTimeAndIsClosedAllTheSame() {
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ofMillis(10));
    registry.register("older", drains::add);
    registry.register("slow", drain -> useUp(drain.plusMillis(5)));

    registry.close();

    assertThat(drains).containsExactly(Duration.ZERO);
  }

  @Test
  void mayBeNone() {
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);
    registry.register("pool", drains::add);

    registry.close();

    assertThat(drains).containsExactly(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 1_000_000_000})
  void mayBeForEver(long seconds) {
    LifecycleRegistry registry = new LifecycleRegistry(Duration.ofSeconds(seconds));
    registry.register("pool", drains::add);

    registry.close();

    assertThat(drains.get(0)).isGreaterThan(Duration.ofDays(100 * 365));
  }

  @Test
  void interruptedThreadDrainsNothingClosesEverythingAndStaysInterrupted() {
    LifecycleRegistry registry = new LifecycleRegistry();
    registry.register("older", drains::add);
    registry.register("newer", drains::add);

    Threads.Running closing =
        Threads.run(
            () -> {
              Thread.currentThread().interrupt();
              registry.close();
            });

    assertThat(closing.result()).isEqualTo("done");
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertThat(drains).containsExactly(Duration.ZERO, Duration.ZERO);
  }

  @Test
  void interruptDuringADrainEndsItAndThoseOfTheOthers() throws Exception {
    LifecycleRegistry registry = new LifecycleRegistry();
    CountDownLatch draining = new CountDownLatch(1);
    registry.register("older", drains::add);
    registry.register(
        "server",
        drain -> {
          draining.countDown();
          new CountDownLatch(1).await();
        });
    Threads.Running closing = Threads.run(registry::close);
    draining.await();

    closing.thread.interrupt();

    assertThat(closing.failure()).hasMessage("server did not close");
    assertThat(closing.interruptedAtEnd()).isTrue();
    assertThat(drains).containsExactly(Duration.ZERO);
  }

  /** The passing of time itself is what is tested here. */
  private static void useUp(Duration time) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)).isFalse();
  }
}
