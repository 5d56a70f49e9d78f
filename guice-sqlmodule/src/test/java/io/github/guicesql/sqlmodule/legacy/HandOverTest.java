package io.github.guicesql.sqlmodule.legacy;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import com.google.inject.matcher.Matchers;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.google.inject.spi.ProvisionListener;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.driver.FakeDataSource;
import io.github.guicesql.sqlmodule.driver.Feature;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleException;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModuleTest;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who closes a data source that a service makes itself? */
final class HandOverTest {

  private static final SqlTokens DEFAULT = SqlTokens.defaults();
  private static final Key<DataSource> UNANNOTATED = Key.get(DataSource.class);
  private static final Key<DataSource> OTHER = Key.get(DataSource.class, Names.named("other"));

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final FakeDataSource existing = new FakeDataSource();

  private static ExistingDataSourceModule handedOver(Key<? extends DataSource> key) {
    return ExistingDataSourceModule.of(key, DEFAULT, Dialect.MYSQL).closedByRegistry();
  }

  private Injector inject(Module... modules) {
    return inject(Stage.DEVELOPMENT, modules);
  }

  private Injector inject(Stage stage, Module... modules) {
    return Guice.createInjector(stage, LifecycleModule.using(registry), Modules.combine(modules));
  }

  private Module lazily(DataSource dataSource) {
    return binder -> binder.bind(UNANNOTATED).toProvider(() -> dataSource);
  }

  @Test
  void serviceKeepsItUnlessItHandsItOver() {
    Injector injector =
        inject(lazily(existing), ExistingDataSourceModule.of(UNANNOTATED, DEFAULT, Dialect.MYSQL));
    injector.getInstance(DEFAULT.dbKey());

    registry.close();

    assertThat(existing.closed).hasValue(0);
  }

  /** Every way to bind one that is built by Guice: under each, by the contract's key or its own. */
  static List<Module> bindings() {
    return List.of(
        binder -> binder.bind(UNANNOTATED).toProvider(FakeDataSource::new).in(Singleton.class),
        binder -> binder.bind(UNANNOTATED).to(FakeDataSource.class).in(Singleton.class),
        binder -> {
          binder.bind(UNANNOTATED).to(OTHER);
          binder.bind(OTHER).to(FakeDataSource.class);
          binder.bind(FakeDataSource.class).in(Singleton.class);
        },
        new PrivateModule() {
          @Override
          protected void configure() {
            bind(OTHER).to(FakeDataSource.class).in(Singleton.class);
            bind(UNANNOTATED).to(OTHER);
            expose(UNANNOTATED);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("bindings")
  void builtByTheContractsKeyItIsClosedOnce(Module binding) {
    Injector injector = inject(binding, handedOver(UNANNOTATED));
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    FakeDataSource built = (FakeDataSource) injector.getInstance(DEFAULT.dbKey());
    assertThat(injector.getInstance(UNANNOTATED)).isSameAs(built);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");

    registry.close();
    assertThat(built.closed).hasValue(1);
  }

  @Test
  void neverBuiltItIsNotBuiltToBeClosed() {
    inject(
        Stage.PRODUCTION,
        binder -> binder.bind(UNANNOTATED).toProvider(this::unexpected),
        handedOver(UNANNOTATED));

    registry.close();
  }

  private DataSource unexpected() {
    throw new AssertionError("it was built");
  }

  @Test
  void instanceIsClosedThoughNobodyInjectsIt() {
    inject(
        ExistingDataSourceModule.of(existing, SqlTokens.named("orders"), Dialect.MYSQL)
            .closedByRegistry());

    registry.close();

    assertThat(existing.closed).hasValue(1);
  }

  @Test
  void instanceIsRegisteredOnceHoweverOftenItIsInjected() {
    Injector injector =
        inject(ExistingDataSourceModule.of(existing, DEFAULT, Dialect.MYSQL).closedByRegistry());
    injector.getInstance(DEFAULT.dbKey());
    injector.getInstance(DEFAULT.dbKey());

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    registry.close();
    assertThat(existing.closed).hasValue(1);
  }

  @Test
  void ofABindingWithoutScopeTheOneThatTheContractGivesIsRegisteredOnce() {
    Injector injector =
        inject(
            binder -> binder.bind(UNANNOTATED).toProvider(FakeDataSource::new),
            handedOver(UNANNOTATED));
    FakeDataSource given = (FakeDataSource) injector.getInstance(DEFAULT.dbKey());
    for (int i = 0; i < 1_000; i++) {
      injector.getInstance(UNANNOTATED);
      injector.getInstance(DEFAULT.dbKey());
    }

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    registry.close();
    assertThat(given.closed).hasValue(1);
  }

  @Test
  void providersIsClosedOnce() {
    Injector injector =
        inject(
            ExistingDataSourceModule.of(() -> existing, DEFAULT, Dialect.MYSQL).closedByRegistry());
    injector.getInstance(DEFAULT.dbKey());
    injector.getInstance(DEFAULT.dbKey());

    registry.close();

    assertThat(existing.closed).hasValue(1);
  }

  @Test
  void dataSourcesOfOtherKeysAreNobodysBusiness() {
    FakeDataSource foreign = new FakeDataSource();
    Injector injector =
        inject(
            lazily(existing),
            handedOver(UNANNOTATED),
            binder -> binder.bind(OTHER).toProvider(() -> foreign));
    injector.getInstance(OTHER);
    injector.getInstance(DEFAULT.dbKey());

    registry.close();

    assertThat(foreign.closed).hasValue(0);
    assertThat(existing.closed).hasValue(1);
  }

  @Test
  void itClosesAfterWhatWasBuiltOnItAndBeforeWhatWasThereEarlier() {
    List<String> order = new CopyOnWriteArrayList<>();
    existing.onClose(() -> order.add("data source"));
    Injector injector = inject(lazily(existing), handedOver(UNANNOTATED));
    registry.register("earlier", drain -> order.add("earlier"));
    injector.getInstance(DEFAULT.dbKey());
    registry.register("server", drain -> order.add("server"));
    injector.getInstance(UNANNOTATED);

    registry.close();

    assertThat(order).containsExactly("server", "data source", "earlier");
  }

  @Test
  void childInjectorTakesItOnceTheContractsKeyIsInjected() {
    Injector parent = inject(lazily(existing));
    Injector child = parent.createChildInjector(handedOver(UNANNOTATED));
    parent.getInstance(UNANNOTATED);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    child.getInstance(DEFAULT.dbKey());

    registry.close();
    assertThat(existing.closed).hasValue(1);
  }

  @Test
  void oneThatCannotBeClosedIsATypedError() {
    Injector injector = inject(lazily(new JdbcDataSource()), handedOver(UNANNOTATED));

    assertUncloseable(catchThrowable(() -> injector.getInstance(DEFAULT.dbKey())));
  }

  @Test
  void instanceThatCannotBeClosedIsATypedErrorAtOnce() {
    assertThatThrownBy(
            () ->
                inject(
                    ExistingDataSourceModule.of(new JdbcDataSource(), DEFAULT, Dialect.MYSQL)
                        .closedByRegistry()))
        .isInstanceOf(CreationException.class)
        .satisfies(HandOverTest::assertUncloseable);
  }

  private static void assertUncloseable(Throwable thrown) {
    assertThat(SqlErrors.find(thrown).orElseThrow())
        .isInstanceOfSatisfying(
            SqlBuildException.class, error -> assertThat(error.stage()).isEqualTo(BuildStage.OPEN))
        .hasMessageContaining("org.h2.jdbcx.JdbcDataSource is not AutoCloseable")
        .hasMessageContaining("leave closedByRegistry() out");
  }

  @Test
  void builtAfterTheRegistryClosedItIsClosedAtOnceAndRefused() {
    Injector injector = inject(lazily(existing), handedOver(UNANNOTATED));
    registry.close();

    assertThat(SqlErrors.find(catchThrowable(() -> injector.getInstance(DEFAULT.dbKey()))))
        .containsInstanceOf(LifecycleException.class);
    assertThat(existing.closed).hasValue(1);
  }

  /** Throws until it is told not to. */
  private static final class Throwing implements DatabaseListener {
    private final boolean whenBuilt;
    private boolean throwing = true;
    private int told;

    Throwing(boolean whenBuilt) {
      this.whenBuilt = whenBuilt;
    }

    @Override
    public DataSource decorate(Database database, DataSource dataSource) {
      fail(!whenBuilt);
      return dataSource;
    }

    @Override
    public void built(Database database, DataSource dataSource) {
      fail(whenBuilt);
    }

    @Override
    public void closed(Database database) {
      told++;
    }

    private void fail(boolean now) {
      if (now && throwing) {
        throw new IllegalStateException("no meter");
      }
    }
  }

  private Injector injectWith(Throwing listener) {
    return inject(
        binder -> binder.bind(UNANNOTATED).toProvider(FakeDataSource::new),
        handedOver(UNANNOTATED).withListeners(),
        binder ->
            Multibinder.newSetBinder(binder, DatabaseListener.class)
                .addBinding()
                .toInstance(listener));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterAListenerThatThrewItIsTheSameOneAndRegisteredOnce(boolean whenBuilt) {
    Throwing listener = new Throwing(whenBuilt);
    Injector injector = injectWith(listener);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> injector.getInstance(DEFAULT.dbKey()))
          .hasMessageContaining("no meter");
      assertThat(injector.getInstance(Databases.class).all())
          .extracting(Database::state)
          .containsExactly(Database.State.DECLARED);
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    }
    listener.throwing = false;
    FakeDataSource given = (FakeDataSource) injector.getInstance(DEFAULT.dbKey());
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");

    registry.close();

    assertThat(given.closed).hasValue(1);
    assertThat(listener.told).isEqualTo(1);
  }

  @Test
  void closedByTheRegistryItIsNotBuiltAnyMore() {
    Throwing listener = new Throwing(true);
    Injector injector = injectWith(listener);
    assertThatThrownBy(() -> injector.getInstance(DEFAULT.dbKey())).hasMessageContaining("meter");
    registry.close();
    listener.throwing = false;

    assertThat(SqlErrors.find(catchThrowable(() -> injector.getInstance(DEFAULT.dbKey()))))
        .get()
        .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
        .endsWith("The registry has closed it.");
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Database::state)
        .containsExactly(Database.State.CLOSED);
  }

  @Test
  void instanceThatTheRegistryHasClosedIsNotGivenAnyMore() {
    Injector injector =
        inject(ExistingDataSourceModule.of(existing, DEFAULT, Dialect.MYSQL).closedByRegistry());
    registry.close();

    assertThat(SqlErrors.find(catchThrowable(() -> injector.getInstance(DEFAULT.dbKey()))))
        .get()
        .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
        .endsWith("The registry has closed it.");
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Database::state)
        .containsExactly(Database.State.CLOSED);
  }

  @Test
  void itNeedsARegistryAndOnlyThen() {
    Module strict = binder -> binder.requireExplicitBindings();

    Guice.createInjector(
        strict, lazily(existing), ExistingDataSourceModule.of(UNANNOTATED, DEFAULT, Dialect.MYSQL));
    assertThatThrownBy(
            () -> Guice.createInjector(strict, lazily(existing), handedOver(UNANNOTATED)))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("LifecycleRegistry");
  }

  /** Old services close what Guice made by a listener of their own; the pool is closed twice. */
  @ParameterizedTest
  @EnumSource(LifecycleModuleTest.Order.class)
  void closingByTheServicesOwnListenerDoesNoHarm(LifecycleModuleTest.Order order) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(existing);
    config.setMaximumPoolSize(2);
    AutoCloser autoCloser = new AutoCloser();
    Injector injector =
        inject(
            autoCloser,
            binder ->
                binder
                    .bind(UNANNOTATED)
                    .toProvider(() -> new HikariDataSource(config))
                    .in(Singleton.class),
            handedOver(UNANNOTATED));
    HikariDataSource pool = (HikariDataSource) injector.getInstance(UNANNOTATED);
    assertThat(Feature.two(injector.getInstance(DEFAULT.dbKey()))).isEqualTo(2);
    assertThat(autoCloser.seen).contains(pool);

    if (order == LifecycleModuleTest.Order.REGISTRY_FIRST) {
      registry.close();
      assertThat(pool.isClosed()).isTrue();
      autoCloser.closeAll();
    } else {
      autoCloser.closeAll();
      assertThat(pool.isClosed()).isTrue();
      registry.close();
    }

    assertThat(existing.allConnectionsClosed()).isTrue();
  }

  private static final class AutoCloser extends AbstractModule {
    private final List<AutoCloseable> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void configure() {
      bindListener(
          Matchers.any(),
          new ProvisionListener() {
            @Override
            public <T> void onProvision(ProvisionInvocation<T> provision) {
              if (provision.provision() instanceof AutoCloseable closeable) {
                seen.add(closeable);
              }
            }
          });
    }

    void closeAll() throws Exception {
      for (AutoCloseable closeable : seen) {
        closeable.close();
      }
    }
  }
}
