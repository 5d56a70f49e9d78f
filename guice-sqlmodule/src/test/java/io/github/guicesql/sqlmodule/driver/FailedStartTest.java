package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Stage;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a service cannot start, can what it had opened by then be closed? */
final class FailedStartTest {

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final FakeDataSource first = source("first");
  private final FakeDataSource second = source("second");
  private final FakeDataSource third =
      source("third")
          .onConnect(
              () -> {
                throw new SQLException("refused");
              });

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void registryMadeBeforeTheInjectorClosesItAllNewestFirst(Stage stage) {
    Set<Thread> before = Threads.alive();

    assertThatThrownBy(
            () -> {
              try (LifecycleRegistry registry = new LifecycleRegistry()) {
                Guice.createInjector(
                    stage, LifecycleModule.using(registry), new Service(first, second, third));
              }
            })
        .isInstanceOf(CreationException.class)
        .extracting(thrown -> SqlErrors.find(thrown).orElseThrow())
        .isInstanceOfSatisfying(
            SqlBuildException.class,
            error -> {
              assertThat(error.token()).isEqualTo("database.third.db");
              assertThat(error.stage()).isEqualTo(BuildStage.PING);
            });

    assertThat(first.opened).isNotEmpty();
    assertThat(second.opened).isNotEmpty();
    assertThat(first.allConnectionsClosed()).isTrue();
    assertThat(second.allConnectionsClosed()).isTrue();
    assertThat(closed).containsExactly("third", "second", "first");
    Threads.awaitNoneSince(before);
  }

  @Test
  void withoutFailureTheyCloseNewestFirstToo() {
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Guice.createInjector(
          LifecycleModule.using(registry), new Service(first, second, source("third")));

      assertThat(registry)
          .hasToString(
              "LifecycleRegistry(OPEN, [database.third.db, database.second.db, database.first.db])");
    }

    assertThat(closed).containsExactly("third", "second", "first");
  }

  private FakeDataSource source(String name) {
    return new FakeDataSource().onClose(() -> closed.add(name));
  }

  private static final class Service extends AbstractModule {
    private final FakeDataSource first;
    private final FakeDataSource second;
    private final FakeDataSource third;

    Service(FakeDataSource first, FakeDataSource second, FakeDataSource third) {
      this.first = first;
      this.second = second;
      this.third = third;
    }

    @Override
    protected void configure() {
      install(database("first", first));
      install(database("second", second));
      install(database("third", third));
      bind(UsesFirst.class).asEagerSingleton();
      bind(UsesSecond.class).asEagerSingleton();
      bind(UsesThird.class).asEagerSingleton();
    }

    private static FakeModule database(String name, FakeDataSource source) {
      return new FakeModule(
          SqlOptions.named(name)
              .withConfig(FakeModule.config("fake." + name + ".connect-timeout", "10s")),
          source);
    }
  }

  private static final class UsesFirst {
    @Inject
    UsesFirst(@Named("database.first.db") DataSource db) throws SQLException {
      db.getConnection().close();
    }
  }

  private static final class UsesSecond {
    @Inject
    UsesSecond(@Named("database.second.db") DataSource db) throws SQLException {
      db.getConnection().close();
    }
  }

  private static final class UsesThird {
    @Inject
    UsesThird(@Named("database.third.db") DataSource db) throws SQLException {
      db.getConnection().close();
    }
  }
}
