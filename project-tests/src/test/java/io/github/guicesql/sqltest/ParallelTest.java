package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.inject.Injector;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Where JUnit runs tests in parallel, does each have its injector, and is each closed? */
final class ParallelTest {

  private static SqlTest sqlite() {
    return SqlTest.sqlite(config -> new SqliteModule(SqlOptions.defaults().withConfig(config)));
  }

  /** Runs a class's tests on threads that take another task wherever they would wait. */
  private static TestExecutionSummary run(Class<?> tests, int threads) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter(
                    "junit.jupiter.execution.parallel.config.fixed.parallelism",
                    Integer.toString(threads))
                .build(),
            listener);
    return listener.getSummary();
  }

  private static void assertSucceeded(TestExecutionSummary summary, int tests) {
    assertThat(summary.getFailures().stream().map(TestExecutionSummary.Failure::getException))
        .isEmpty();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(tests);
  }

  /** Tests whose only thread runs another one in the middle of each. */
  static final class Waiting {

    static final int TESTS = 8;
    static final AtomicInteger RUNNING = new AtomicInteger();
    static final AtomicInteger MOST_RUNNING = new AtomicInteger();
    static final Queue<LifecycleRegistry> REGISTRIES = new ConcurrentLinkedQueue<>();

    @RegisterExtension static final SqlTest sql = sqlite().freshEach(Fresh.TEMPLATE);

    @RepeatedTest(TESTS)
    void hasItsInjectorBeforeAndAfter() {
      Injector injector = sql.injector();
      REGISTRIES.add(injector.getInstance(LifecycleRegistry.class));
      MOST_RUNNING.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
      ForkJoinTask.helpQuiesce();
      RUNNING.decrementAndGet();
      assertThat(sql.injector()).isSameAs(injector);
    }
  }

  @Test
  void aThreadThatRunsAnotherTestInTheMiddleOfOneHasBothInjectors() {
    Waiting.REGISTRIES.clear();
    assertSucceeded(run(Waiting.class, 1), Waiting.TESTS);

    assertThat(Waiting.MOST_RUNNING).hasValueGreaterThan(1);
    assertThat(Waiting.REGISTRIES)
        .hasSize(Waiting.TESTS)
        .doesNotHaveDuplicates()
        .allSatisfy(registry -> assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])"));
  }

  /** A class whose nested class begins and ends again and again, in several threads. */
  static final class Around {

    @RegisterExtension static final SqlTest sql = sqlite();

    @Nested
    final class Inside {

      private @Nullable ExtensionContext context;

      @RegisterExtension
      final BeforeEachCallback remembered = test -> context = test.getParent().orElseThrow();

      @Test
      void usesTheInjectorOfTheClassAround() {
        Injector injector = sql.injector();
        ExtensionContext nested = Objects.requireNonNull(context);
        IntStream.range(0, 100_000)
            .parallel()
            .forEach(
                i -> {
                  sql.beforeAll(nested);
                  sql.afterAll(nested);
                });
        assertThat(sql.injector()).isSameAs(injector);
      }
    }
  }

  @Test
  void nestedClassesInParallelLeaveTheInjectorToTheClassAroundThem() {
    assertSucceeded(run(Around.class, 4), 1);

    assertThatThrownBy(Around.sql::injector).isInstanceOf(IllegalStateException.class);
  }
}
