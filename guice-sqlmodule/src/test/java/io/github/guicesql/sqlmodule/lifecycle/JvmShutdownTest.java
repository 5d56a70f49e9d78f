package io.github.guicesql.sqlmodule.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.driver.Feature;
import io.github.guicesql.sqlmodule.driver.H2Module;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Does a service that asks for it close in order when its JVM ends? */
final class JvmShutdownTest {

  private static final String SIGTERM = "wait for SIGTERM";
  private static final String EXIT = "exit";
  private static final String UNASKED = "no hook";

  @Test
  void closesInOrderOnExit() {
    try (ChildJvm child = ChildJvm.start(Service.class, Map.of(), EXIT)) {
      child.awaitLine("ready");
      assertThat(child.lines()).containsExactly("server closed", "database closed");
      assertThat(child.exitCode()).isZero();
    }
  }

  @Test
  void closesInOrderOnSigterm() {
    try (ChildJvm child = ChildJvm.start(Service.class, Map.of(), SIGTERM)) {
      child.awaitLine("ready");
      child.terminate();
      assertThat(child.lines()).containsExactly("server closed", "database closed");
      assertThat(child.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void hookOfARegistryThatIsClosedIsGoneAndTheRegistryWithIt() {
    WeakReference<LifecycleRegistry> closed = closedRegistry();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              System.gc();
              return closed.get() == null;
            });
  }

  private static WeakReference<LifecycleRegistry> closedRegistry() {
    LifecycleRegistry registry = new LifecycleRegistry().closeOnJvmShutdown();
    registry.close();
    registry.closeOnJvmShutdown();
    return new WeakReference<>(registry);
  }

  @Test
  void failureInTheHookIsLoggedAndTheRestCloses() {
    try (ChildJvm child = ChildJvm.start(Service.class, Map.of(), EXIT, "failing")) {
      child.awaitLine("ready");
      assertThat(String.join("\n", child.lines()))
          .startsWith("server closed")
          .contains("The lifecycle registry did not close cleanly", "flush failed")
          .contains("database closed");
    }
  }

  /** It waits for the hook, and the hook for it, unless the hook knows. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closerThatExitsTheJvmDoesNotHangAndTheRestCloses() {
    try (ChildJvm child = ChildJvm.start(ExitingCloser.class, Map.of())) {
      child.awaitLine("ready");
      assertThat(child.lines()).containsExactly("server exits", "database closed");
      assertThat(child.exitCode()).isEqualTo(3);
    }
  }

  @Test
  void nobodyClosesUnasked() {
    try (ChildJvm child = ChildJvm.start(Service.class, Map.of(), UNASKED)) {
      child.awaitLine("ready");
      assertThat(child.lines()).isEmpty();
    }
  }

  static final class ExitingCloser {
    public static void main(String[] args) {
      LifecycleRegistry registry = new LifecycleRegistry().closeOnJvmShutdown();
      registry.register("database", drain -> System.out.println("database closed"));
      registry.register(
          "server",
          drain -> {
            System.out.println("server exits");
            System.exit(3);
          });
      System.out.println("ready");
      registry.close();
    }
  }

  static final class Service {
    public static void main(String[] args) throws Exception {
      LifecycleRegistry registry = new LifecycleRegistry();
      if (!args[0].equals(UNASKED)) {
        registry.closeOnJvmShutdown().closeOnJvmShutdown();
      }
      Injector injector = Guice.createInjector(LifecycleModule.using(registry), H2Module.fresh());
      registry.register("marker", drain -> System.out.println("database closed"));
      injector.getInstance(Feature.class).two();
      if (args.length > 1) {
        registry.register(
            "cache",
            drain -> {
              throw new IOException("flush failed");
            });
      }
      registry.register("server", drain -> System.out.println("server closed"));
      System.out.println("ready");
      if (args[0].equals(SIGTERM)) {
        new CountDownLatch(1).await();
      }
      System.exit(0);
    }
  }
}
