package io.github.guicesql.sqlmodule.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.driver.Threads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Do closers that close something themselves never wait for each other for ever? */
@Timeout(60)
final class ClosersThatCloseTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void aCloserOfAHandleThatClosesTheRegistryWhileAnotherThreadDoes() {
    for (int round = 0; round < 100; round++) {
      LifecycleRegistry both = new LifecycleRegistry();
      CyclicBarrier together = new CyclicBarrier(2);
      Registration server =
          both.register(
              "server",
              drain -> {
                together.await();
                both.close();
              });

      Threads.Running byHandle = Threads.run(server::close);
      Threads.Running byRegistry =
          Threads.run(
              () -> {
                together.await();
                both.close();
              });

      assertThat(byHandle.result()).isEqualTo("done");
      assertThat(byRegistry.result()).isEqualTo("done");
      assertThat(both).hasToString("LifecycleRegistry(CLOSED, [])");
    }
  }

  @Test
  void twoClosersThatCloseEachOthersHandles() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    Registration[] handles = new Registration[2];
    handles[0] =
        registry.register(
            "first",
            drain -> {
              together.await();
              handles[1].close();
              closed.add("first");
            });
    handles[1] =
        registry.register(
            "second",
            drain -> {
              together.await();
              handles[0].close();
              closed.add("second");
            });

    Threads.Running one = Threads.run(() -> handles[0].close());
    Threads.Running two = Threads.run(() -> handles[1].close());

    assertThat(one.result()).isEqualTo("done");
    assertThat(two.result()).isEqualTo("done");
    assertThat(closed).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void aCloserThatClosesTheRegistryItselfOnce() {
    registry.register("older", drain -> closed.add("older"));
    registry.register(
        "newer",
        drain -> {
          registry.close();
          closed.add("newer");
        });

    registry.close();

    assertThat(closed).containsExactly("newer", "older");
  }

  @Test
  void aHandleWhoseCloserClosesTheRegistryClosesTheRest() {
    registry.register("older", drain -> closed.add("older"));
    Registration newer =
        registry.register(
            "newer",
            drain -> {
              registry.close();
              closed.add("newer");
            });

    newer.close();

    assertThat(closed).containsExactly("older", "newer");
    assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])");
  }

  @Test
  void whatHasACloseMethodIsRegisteredByIt() {
    AutoCloseable client = () -> closed.add("client");
    registry.register("client", client);

    registry.close();

    assertThat(closed).containsExactly("client");
  }
}
