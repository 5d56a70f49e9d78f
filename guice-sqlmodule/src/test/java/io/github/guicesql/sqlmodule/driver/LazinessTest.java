package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When is the configuration read, and when is a connection opened? */
final class LazinessTest {

  private final AtomicInteger valuesRead = new AtomicInteger();
  private final FakeDataSource driver = new FakeDataSource();
  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final Set<Thread> before = Threads.alive();

  private final Module database =
      new FakeModule(
          SqlOptions.defaults()
              .withConfig(
                  key -> {
                    valuesRead.incrementAndGet();
                    return FakeModule.config("FAKE_MAX_OPEN_CONNS", "2").get(key);
                  }),
          driver);

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void injectorAloneReadsAndOpensNothing(Stage stage) {
    Guice.createInjector(stage, LifecycleModule.using(registry), database);

    assertThat(valuesRead).hasValue(0);
    assertNothingIsOpen("[]");
  }

  @Test
  void bothKeysKnownButNotUsedReadAndOpenNothing() {
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            LifecycleModule.using(registry),
            database,
            binder -> binder.bind(Feature.class));
    injector.getProvider(SqlTokens.defaults().dbKey());

    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(Dialect.MYSQL);

    assertThat(valuesRead).hasValue(0);
    assertNothingIsOpen("[]");
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void eagerSingletonThatInjectsReadsTheConfigurationAndOpensNothing(Stage stage) {
    Injector injector =
        Guice.createInjector(stage, LifecycleModule.using(registry), database, eagerFeature());

    assertThat(valuesRead.get()).isPositive();
    assertNothingIsOpen("[database.db]");
    assertThat(injector.getInstance(Feature.class).db)
        .isSameAs(injector.getInstance(SqlTokens.defaults().dbKey()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void eagerSingletonFailsTheStartOfAWronglyConfiguredService(Stage stage) {
    CreationException failure =
        catchThrowableOfType(
            CreationException.class,
            () ->
                Guice.createInjector(
                    stage,
                    LifecycleModule.using(registry),
                    FakeModule.over(driver, "FAKE_MAX_OPEN_CONNS", "0"),
                    eagerFeature()));

    assertThat(SqlErrors.find(failure)).containsInstanceOf(SqlConfigException.class);
    assertNothingIsOpen("[]");
  }

  @Test
  void firstConnectionIsOpenedWhenItIsAskedFor() throws Exception {
    Injector injector = Guice.createInjector(LifecycleModule.using(registry), database);

    try (Connection connection =
        injector.getInstance(SqlTokens.defaults().dbKey()).getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(driver.attempts.get()).isPositive();
      assertThat(Threads.startedSince(before)).isNotEmpty();
    }
  }

  private static Module eagerFeature() {
    return binder -> binder.bind(Feature.class).asEagerSingleton();
  }

  private void assertNothingIsOpen(String registered) {
    assertThat(driver.attempts).hasValue(0);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, " + registered + ")");
    assertThat(Threads.startedSince(before)).isEmpty();
  }
}
