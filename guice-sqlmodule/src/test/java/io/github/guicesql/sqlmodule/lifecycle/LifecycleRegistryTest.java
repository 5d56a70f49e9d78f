package io.github.guicesql.sqlmodule.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.SqlErrors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Is everything closed, once and in order, whatever goes wrong with some of it? */
final class LifecycleRegistryTest {

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesTheNewestFirst() {
    register("database");
    register("repository");
    register("server");

    registry.close();

    assertThat(closed).containsExactly("server", "repository", "database");
  }

  @Test
  void closesOnce() {
    register("database");

    registry.close();
    registry.close();

    assertThat(closed).containsExactly("database");
  }

  @Test
  void emptyOneClosesToo() {
    registry.close();

    assertThat(registry).hasToString("LifecycleRegistry(CLOSED, [])");
  }

  @Test
  void showsWhatItHolds() {
    register("database");
    register("server");

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [server, database])");
  }

  @Test
  void failuresAreIsolatedAndCollectedInTheirOrder() {
    IOException first = new IOException("first");
    Error second = new StackOverflowError("second");
    IllegalStateException third = new IllegalStateException("third");
    register("database");
    failing("cache", third);
    register("repository");
    failing("queue", second);
    failing("server", first);
    register("metrics");

    LifecycleException failure = catchThrowableOfType(LifecycleException.class, registry::close);

    assertThat(closed)
        .containsExactly("metrics", "server", "queue", "repository", "cache", "database");
    assertThat(failure)
        .hasNoCause()
        .hasMessage("server did not close; queue did not close; cache did not close");
    assertThat(failure.getSuppressed())
        .extracting(Throwable::getCause)
        .containsExactly(first, second, third);
    assertThat(SqlErrors.find(failure)).containsSame(failure);
  }

  @Test
  void failuresAtBothEndsAreCollectedToo() {
    failing("oldest", new IOException("a"));
    register("middle");
    failing("newest", new IOException("b"));

    LifecycleException failure = catchThrowableOfType(LifecycleException.class, registry::close);

    assertThat(closed).containsExactly("newest", "middle", "oldest");
    assertThat(failure.getSuppressed()).hasSize(2);
  }

  @Test
  void oneExceptionThrownTwiceDoesNoHarm() {
    IOException same = new IOException("same");
    failing("a", same);
    failing("b", same);

    LifecycleException failure = catchThrowableOfType(LifecycleException.class, registry::close);

    assertThat(failure.getSuppressed()).extracting(Throwable::getCause).containsExactly(same, same);
  }

  @Test
  void failureIsReportedOnce() {
    failing("database", new IOException("x"));

    assertThatThrownBy(registry::close).isInstanceOf(LifecycleException.class);
    registry.close();

    assertThat(closed).containsExactly("database");
  }

  @Test
  void whatComesTooLateIsClosedAndRefused() {
    registry.close();

    assertThatThrownBy(() -> register("database"))
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("database came too late and was closed");
    assertThat(closed).containsExactly("database");
  }

  @Test
  void whatComesTooLateAndDoesNotCloseIsRefusedWithTheReason() {
    IOException reason = new IOException("x");
    registry.close();

    LifecycleException refusal =
        catchThrowableOfType(LifecycleException.class, () -> failing("database", reason));

    assertThat(refusal).hasSuppressedException(reason);
  }

  @Test
  void whatIsRegisteredByACloserComesTooLate() {
    register("database");
    registry.register("server", drain -> register("late"));

    LifecycleException failure = catchThrowableOfType(LifecycleException.class, registry::close);

    assertThat(closed).containsExactly("late", "database");
    assertThat(failure).hasMessage("server did not close");
    assertThat(failure.getSuppressed()[0].getCause()).hasMessageContaining("late came too late");
  }

  @Test
  void closerMayCloseTheRegistryAgain() {
    register("database");
    registry.register(
        "server",
        drain -> {
          registry.close();
          closed.add("server");
        });

    registry.close();

    assertThat(closed).containsExactly("server", "database");
  }

  @Test
  void negativeDrainIsRefused() {
    assertThatThrownBy(() -> new LifecycleRegistry(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void register(String name) {
    registry.register(name, drain -> closed.add(name));
  }

  private void failing(String name, Throwable failure) {
    registry.register(
        name,
        drain -> {
          closed.add(name);
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        });
  }
}
