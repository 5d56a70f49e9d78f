package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Is there one data source per database, however often and from wherever it is first needed? */
final class LazySingletonTest {

  private static final int THREADS = 16;

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final Set<Thread> before = Threads.alive();

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  @Test
  void sameOneIsInjectedEverywhere() {
    Injector injector = Guice.createInjector(LifecycleModule.using(registry), H2Module.fresh());

    DataSource db = injector.getInstance(SqlTokens.defaults().dbKey());

    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isSameAs(db);
    assertThat(injector.getProvider(SqlTokens.defaults().dbKey()).get()).isSameAs(db);
    assertThat(injector.getInstance(Feature.class).db).isSameAs(db);
    assertThat(injector.getInstance(Feature.class).provider.get()).isSameAs(db);
  }

  @Test
  void concurrentFirstUseBuildsOne() {
    for (int round = 0; round < 20; round++) {
      AtomicInteger built = new AtomicInteger();
      Injector injector =
          Guice.createInjector(
              new H2Module(
                  SqlOptions.defaults()
                      .withConfig(H2Module.freshConfig())
                      .withPool(pool -> built.incrementAndGet())));
      CyclicBarrier together = new CyclicBarrier(THREADS);
      List<Threads.Running> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(
            Threads.call(
                () -> {
                  together.await();
                  return injector.getInstance(SqlTokens.defaults().dbKey());
                }));
      }

      assertThat(threads.stream().map(Threads.Running::result).distinct()).hasSize(1);
      assertThat(built).hasValue(1);
      assertThat(injector.getInstance(LifecycleRegistry.class))
          .hasToString("LifecycleRegistry(OPEN, [database.db])");
    }
  }

  @Test
  void buildThatFailsOnItsConfigurationLeavesNothingBehindAndCanBeTriedAgain() {
    AtomicBoolean repaired = new AtomicBoolean();
    ConfigSource others = H2Module.freshConfig();
    Injector injector =
        injector(
            SqlOptions.defaults()
                .withConfig(
                    key ->
                        key.token().equals("h2.letters")
                            ? Optional.of(repaired.get() ? "lower" : "mixed")
                            : others.get(key)));

    assertFailsAndLeavesNothing(injector, BuildStage.INVALID_CONFIG);
    assertFailsAndLeavesNothing(injector, BuildStage.INVALID_CONFIG);

    repaired.set(true);
    assertRecovers(injector);
  }

  @Test
  void buildThatFailsInThePoolHookLeavesNothingBehindAndCanBeTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    Injector injector =
        injector(
            SqlOptions.defaults()
                .withConfig(H2Module.freshConfig())
                .withPool(
                    pool -> {
                      if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("no metrics yet");
                      }
                    }));

    assertThat(assertFailsAndLeavesNothing(injector, BuildStage.OPEN))
        .cause()
        .hasMessage("no metrics yet");
    assertRecovers(injector);
  }

  @Test
  void poolThatHikariCpRefusesIsATypedError() {
    Injector injector =
        injector(
            SqlOptions.defaults()
                .withConfig(H2Module.freshConfig())
                .withPool(pool -> pool.setDataSource(nothing())));

    assertFailsAndLeavesNothing(injector, BuildStage.OPEN);
  }

  @SuppressWarnings("NullAway") // HikariCP takes it until it validates
  private static DataSource nothing() {
    return null;
  }

  @Test
  void driversDataSourceIsClosedWhenThePoolCannotBeMade() {
    FakeDataSource driver = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new FakeModule(
                SqlOptions.defaults()
                    .withConfig(FakeModule.config())
                    .withPool(
                        pool -> {
                          throw new IllegalStateException("no metrics yet");
                        }),
                driver));

    assertFailsAndLeavesNothing(injector, BuildStage.OPEN);

    assertThat(driver.closed).hasValue(1);
  }

  @Test
  void errorOfADriverPassesAsItIsAndLeavesNothingBehind() {
    Error missing = new StackOverflowError();
    FakeDataSource driver = new FakeDataSource();
    AtomicReference<HikariConfig> half = new AtomicReference<>();
    Injector injector =
        Guice.createInjector(
            LifecycleModule.using(registry),
            new FakeModule(
                SqlOptions.defaults()
                    .withConfig(FakeModule.config())
                    .withPool(
                        pool -> {
                          if (half.getAndSet(pool) == null) {
                            throw missing;
                          }
                        }),
                driver));

    assertThat(catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey())))
        .isSameAs(missing);

    assertThat(driver.closed).hasValue(1);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    assertRecovers(injector);
  }

  private Injector injector(SqlOptions options) {
    return Guice.createInjector(LifecycleModule.using(registry), new H2Module(options));
  }

  private SqlBuildException assertFailsAndLeavesNothing(Injector injector, BuildStage stage) {
    Throwable thrown = catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey()));
    SqlBuildException error = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
    assertThat(error.stage()).isEqualTo(stage);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    assertThat(Threads.startedSince(before)).isEmpty();
    return error;
  }

  private void assertRecovers(Injector injector) {
    assertThat(injector.getInstance(SqlTokens.defaults().dbKey()))
        .isSameAs(injector.getInstance(SqlTokens.defaults().dbKey()));
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
  }
}
