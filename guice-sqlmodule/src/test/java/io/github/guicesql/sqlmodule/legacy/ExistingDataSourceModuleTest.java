package io.github.guicesql.sqlmodule.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.driver.FakeDataSource;
import io.github.guicesql.sqlmodule.driver.Feature;
import io.github.guicesql.sqlmodule.driver.H2Module;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Can a service that makes its own data source give it to features that know the contract? */
final class ExistingDataSourceModuleTest {

  private static final SqlTokens DEFAULT = SqlTokens.defaults();
  private static final Key<DataSource> UNANNOTATED = Key.get(DataSource.class);

  private final FakeDataSource existing = new FakeDataSource();
  private final AtomicInteger built = new AtomicInteger();

  /** As an old service has it. */
  private final class DatabaseModule extends AbstractModule {
    @Provides
    @Singleton
    DataSource dataSource() {
      built.incrementAndGet();
      return existing;
    }
  }

  private static ExistingDataSourceModule offered(Key<? extends DataSource> key) {
    return ExistingDataSourceModule.of(key, DEFAULT, Dialect.MYSQL);
  }

  @Test
  void featureGetsTheServicesOwnObjectAndItsDialect() throws Exception {
    Module strict =
        binder -> {
          binder.requireExplicitBindings();
          binder.requireExactBindingAnnotations();
          binder.disableCircularProxies();
        };
    Injector injector =
        Guice.createInjector(
            strict,
            new DatabaseModule(),
            offered(UNANNOTATED),
            binder -> binder.bind(Feature.class));

    Feature feature = injector.getInstance(Feature.class);

    assertThat(feature.db)
        .isSameAs(existing)
        .isSameAs(feature.provider.get())
        .isSameAs(injector.getInstance(UNANNOTATED));
    assertThat(feature.dialect).isEqualTo(Dialect.MYSQL);
    assertThat(feature.two()).isEqualTo(2);
    assertThat(built).hasValue(1);
  }

  @Test
  void instanceMadeBeforeTheInjectorIsOfferedUnderAName() {
    SqlTokens orders = SqlTokens.named("orders");
    Injector injector =
        Guice.createInjector(ExistingDataSourceModule.of(existing, orders, Dialect.SQLITE));

    assertThat(injector.getInstance(orders.dbKey())).isSameAs(existing);
    assertThat(injector.getInstance(orders.dialectKey())).isEqualTo(Dialect.SQLITE);
    assertThat(injector.getExistingBinding(DEFAULT.dbKey())).isNull();
    assertThat(injector.getInstance(Databases.class).all())
        .extracting(Object::toString)
        .containsExactly(orders + ": BUILT");
  }

  @Test
  void providerIsInjectedAndAskedOnce() {
    Injector injector =
        Guice.createInjector(
            binder -> binder.bindConstant().annotatedWith(Names.named("url")).to("jdbc:x"),
            ExistingDataSourceModule.of(new PoolProvider(), DEFAULT, Dialect.MYSQL));

    DataSource first = injector.getInstance(DEFAULT.dbKey());

    assertThat(injector.getInstance(DEFAULT.dbKey())).isSameAs(first);
  }

  private static final class PoolProvider implements Provider<DataSource> {
    private boolean injected;

    @Inject
    void inject(@Named("url") String url) {
      injected = url.equals("jdbc:x");
    }

    @Override
    public DataSource get() {
      assertThat(injected).isTrue();
      return new FakeDataSource();
    }
  }

  /** A pool per injection is what the old classes have always had; the contract promises one. */
  @Test
  void bindingWithoutScopeIsAskedOnce() {
    Injector injector =
        Guice.createInjector(
            binder -> binder.bind(UNANNOTATED).toProvider(FakeDataSource::new),
            offered(UNANNOTATED));

    assertThat(injector.getInstance(DEFAULT.dbKey()))
        .isSameAs(injector.getInstance(DEFAULT.dbKey()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void nothingIsBuiltUntilSomebodyInjects(Stage stage) {
    Guice.createInjector(
        stage,
        ExistingDataSourceModule.of(this::unexpected, DEFAULT, Dialect.MYSQL).closedByRegistry(),
        binder -> binder.bind(UNANNOTATED).toProvider(this::unexpected),
        ExistingDataSourceModule.of(UNANNOTATED, SqlTokens.named("orders"), Dialect.MYSQL)
            .closedByRegistry());
  }

  private DataSource unexpected() {
    throw new AssertionError("it was built");
  }

  @Test
  void whatTheServiceThrowsIsItsOwnAndTheNextInjectionAsksAgain() {
    Injector injector =
        Guice.createInjector(
            ExistingDataSourceModule.of(
                () -> {
                  if (built.incrementAndGet() == 1) {
                    throw new UncheckedIOException("no route", new java.io.IOException());
                  }
                  return existing;
                },
                DEFAULT,
                Dialect.MYSQL));

    assertThatThrownBy(() -> injector.getInstance(DEFAULT.dbKey()))
        .hasRootCauseInstanceOf(java.io.IOException.class)
        .hasMessageContaining("no route")
        .hasMessageContaining("@Named(\"database.db\")");
    assertThat(injector.getInstance(DEFAULT.dbKey())).isSameAs(existing);
  }

  @Test
  @SuppressWarnings("NullAway") // what a service does that checks nothing
  void nullIsATypedError() {
    Injector injector =
        Guice.createInjector(
            ExistingDataSourceModule.of((Provider<DataSource>) () -> null, DEFAULT, Dialect.MYSQL));

    assertThat(typed(() -> injector.getInstance(DEFAULT.dbKey())))
        .hasMessageContaining("database.db (existing), OPEN: from a provider, ")
        .hasMessageEndingWith(". It gave null.");
  }

  @Test
  void keyThatTheServiceDidNotBindIsAnErrorThatNamesItAndTheInstallingLine() {
    assertThatThrownBy(
            () ->
                Guice.createInjector(
                    new AbstractModule() {
                      @Override
                      protected void configure() {
                        install(offered(Key.get(DataSource.class, Names.named("mysql"))));
                      }
                    }))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("No implementation for")
        .hasMessageContaining("@Named(\"mysql\")")
        .hasMessageContaining("ExistingDataSourceModuleTest$1.configure");
  }

  @Test
  void databaseThatADriverModuleGivesToIsAnError() {
    assertThatThrownBy(
            () ->
                Guice.createInjector(new DatabaseModule(), offered(UNANNOTATED), H2Module.fresh()))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("database.db")
        .hasMessageContaining("database.dialect");
  }

  /** Old key to the contract, and the contract to the old key: nobody makes a data source. */
  @Test
  void aliasOfWhatIsOfferedFromThatAliasIsATypedError() {
    Injector injector =
        Guice.createInjector(AliasModule.dataSource(UNANNOTATED, DEFAULT), offered(UNANNOTATED));

    assertThat(typed(() -> injector.getInstance(DEFAULT.dbKey())))
        .hasMessageContaining("database.db");
    assertThat(typed(() -> injector.getInstance(UNANNOTATED))).hasMessageContaining("database.db");
  }

  @Test
  void soItIsThroughALinkOfTheServices() {
    Injector injector =
        Guice.createInjector(
            binder -> binder.bind(UNANNOTATED).to(DEFAULT.dbKey()), offered(UNANNOTATED));

    assertThat(typed(() -> injector.getInstance(DEFAULT.dbKey())))
        .hasMessage(
            "database.db (existing), OPEN: from Key[type=javax.sql.DataSource, annotation=[none]]."
                + " It asks for the data source that it should give, perhaps through an alias. Bind it"
                + " to what the service makes.");
  }

  @Test
  void providerThatAsksForItsOwnDataSourceIsATypedError() {
    Injector[] injector = new Injector[1];
    injector[0] =
        Guice.createInjector(
            ExistingDataSourceModule.of(
                () -> injector[0].getInstance(DEFAULT.dbKey()), DEFAULT, Dialect.MYSQL));

    assertThat(typed(() -> injector[0].getInstance(DEFAULT.dbKey())))
        .hasMessageContaining("It asks for the data source that it should give");
  }

  private static SqlModuleException typed(Runnable action) {
    return SqlErrors.find(catchThrowable(action::run)).orElseThrow();
  }

  @Test
  void equalModulesAreOne() {
    Provider<DataSource> provider = () -> existing;
    ExistingDataSourceModule module = offered(UNANNOTATED);

    Guice.createInjector(new DatabaseModule(), offered(UNANNOTATED), offered(UNANNOTATED));
    Guice.createInjector(
        offered(UNANNOTATED).closedByRegistry(),
        new DatabaseModule(),
        offered(UNANNOTATED).closedByRegistry());

    assertThat(module)
        .isEqualTo(offered(UNANNOTATED))
        .hasSameHashCodeAs(offered(UNANNOTATED))
        .isNotEqualTo(offered(UNANNOTATED).closedByRegistry())
        .isNotEqualTo(offered(Key.get(FakeDataSource.class)))
        .isNotEqualTo(ExistingDataSourceModule.of(UNANNOTATED, DEFAULT, Dialect.SQLITE))
        .isNotEqualTo(
            ExistingDataSourceModule.of(UNANNOTATED, SqlTokens.named("orders"), Dialect.MYSQL))
        .isNotEqualTo(ExistingDataSourceModule.of(existing, DEFAULT, Dialect.MYSQL))
        .isNotEqualTo(ExistingDataSourceModule.of(provider, DEFAULT, Dialect.MYSQL))
        .isNotEqualTo(null);
    assertThat(ExistingDataSourceModule.of(existing, DEFAULT, Dialect.MYSQL))
        .isEqualTo(ExistingDataSourceModule.of(existing, DEFAULT, Dialect.MYSQL))
        .hasToString(
            "ExistingDataSourceModule(database.db from an instance of "
                + FakeDataSource.class.getName()
                + ")");
    assertThat(ExistingDataSourceModule.of(provider, DEFAULT, Dialect.MYSQL))
        .isEqualTo(ExistingDataSourceModule.of(provider, DEFAULT, Dialect.MYSQL));
  }

  @Test
  void overrideOfTheServicesKeyIsWhatIsOffered() {
    DataSource mine = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            Modules.override(new DatabaseModule(), offered(UNANNOTATED))
                .with(binder -> binder.bind(UNANNOTATED).toInstance(mine)));

    assertThat(injector.getInstance(DEFAULT.dbKey())).isSameAs(mine);
    assertThat(built).hasValue(0);
  }

  @Test
  void overrideOfTheContractsKeyAsksTheServiceForNothing() {
    DataSource mine = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            Modules.override(new DatabaseModule(), offered(UNANNOTATED).closedByRegistry())
                .with(binder -> binder.bind(DEFAULT.dbKey()).toInstance(mine)));

    assertThat(injector.getInstance(Feature.class).db).isSameAs(mine);
    assertThat(built).hasValue(0);
  }

  @Test
  void driverModuleMayReplaceItInATest() throws Exception {
    Injector injector =
        Guice.createInjector(
            Modules.override(new DatabaseModule(), offered(UNANNOTATED)).with(H2Module.fresh()));

    Feature feature = injector.getInstance(Feature.class);

    assertThat(feature.two()).isEqualTo(2);
    assertThat(feature.dialect).isEqualTo(Dialect.POSTGRES);
    assertThat(built).hasValue(0);
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void childInjectorMayOfferWhatItsParentHas() {
    Injector parent = Guice.createInjector(new DatabaseModule());

    Injector child = parent.createChildInjector(offered(UNANNOTATED));

    assertThat(child.getInstance(Feature.class).db).isSameAs(existing);
    assertThat(parent.getExistingBinding(DEFAULT.dbKey())).isNull();
  }

  @Test
  void privateModuleMayKeepItsKeyAndExposeTheContracts() {
    Injector injector =
        Guice.createInjector(
            new PrivateModule() {
              @Override
              protected void configure() {
                install(new DatabaseModule());
                install(offered(UNANNOTATED));
                expose(DEFAULT.dbKey());
                expose(DEFAULT.dialectKey());
              }
            });

    assertThat(injector.getInstance(Feature.class).db).isSameAs(existing);
    assertThat(injector.getExistingBinding(UNANNOTATED)).isNull();
  }

  @Test
  void oneModuleServesTwoInjectors() {
    Module module = ExistingDataSourceModule.of(() -> new FakeDataSource(), DEFAULT, Dialect.MYSQL);

    assertThat(Guice.createInjector(module).getInstance(DEFAULT.dbKey()))
        .isNotSameAs(Guice.createInjector(module).getInstance(DEFAULT.dbKey()));
  }
}
