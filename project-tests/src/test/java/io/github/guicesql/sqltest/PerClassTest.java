package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Inject;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Is the one instance of a class injected, which JUnit creates before an extension's turn? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PerClassTest {

  @RegisterExtension
  static final SqlTest sql =
      SqlTest.sqlite(config -> new SqliteModule(SqlOptions.defaults().withConfig(config)));

  @Inject private @Nullable LifecycleRegistry registry;
  private @Nullable LifecycleRegistry before;

  private static LifecycleRegistry expected() {
    return sql.injector().getInstance(LifecycleRegistry.class);
  }

  @BeforeAll
  void remember() {
    before = registry;
  }

  @Test
  void itsMembersAreInjectedBeforeItsOwnMethods() {
    assertThat(before).isSameAs(expected());
  }

  @Nested
  final class InANestedClass {
    @Inject private @Nullable LifecycleRegistry registry;

    @Test
    void itsMembersAreInjected() {
      assertThat(registry).isSameAs(before).isSameAs(expected());
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class InANestedClassWithOneInstance {
    @Inject private @Nullable LifecycleRegistry registry;

    @Test
    void itsMembersAreInjected() {
      assertThat(registry).isSameAs(before).isSameAs(expected());
    }
  }
}
