package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.inject.Inject;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Does an extension in a field that is not static say so, where JUnit cannot give it its turn? */
final class InstanceFieldTest {

  private static SqlTest sqlite() {
    return SqlTest.sqlite(config -> new SqliteModule(SqlOptions.defaults().withConfig(config)));
  }

  private static TestExecutionSummary run(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            listener);
    return listener.getSummary();
  }

  /** A class with the database for all of its tests. */
  static final class Shared {
    @RegisterExtension final SqlTest sql = sqlite();

    @Inject private @Nullable LifecycleRegistry registry;

    @Test
    void hasItsMembers() {
      assertThat(registry).isNotNull();
    }
  }

  /** A class with a database for each test. */
  static final class FreshEach {
    @RegisterExtension final SqlTest sql = sqlite().freshEach(Fresh.TEMPLATE);

    @Inject private @Nullable LifecycleRegistry registry;

    @Test
    void hasItsMembers() {
      assertThat(registry).isNotNull();
    }
  }

  /** A class whose one instance is there when the class begins. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static final class PerClass {
    @RegisterExtension final SqlTest sql = sqlite();

    @Inject private @Nullable LifecycleRegistry registry;

    @Test
    void hasItsMembers() {
      assertThat(registry).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Shared.class, FreshEach.class})
  void eachTestFailsWithAWordOnTheField(Class<?> tests) {
    assertThat(run(tests).getFailures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getException())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must be static"));
  }

  @Test
  void withOneInstanceForAllTestsItWorks() {
    assertThat(run(PerClass.class).getTestsSucceededCount()).isEqualTo(1);
  }
}
