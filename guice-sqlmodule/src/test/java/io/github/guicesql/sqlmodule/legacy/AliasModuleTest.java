package io.github.guicesql.sqlmodule.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.BindingAnnotation;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Provider;
import com.google.inject.Stage;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.driver.FakeDataSource;
import io.github.guicesql.sqlmodule.driver.Feature;
import io.github.guicesql.sqlmodule.driver.H2Module;
import io.github.guicesql.sqlmodule.driver.Threads;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Do older classes get the contract's database by the keys that they have always injected? */
final class AliasModuleTest {

  private static final SqlTokens DEFAULT = SqlTokens.defaults();
  private static final Key<DataSource> UNANNOTATED = Key.get(DataSource.class);
  private static final Key<DataSource> NAMED = Key.get(DataSource.class, Names.named("mysql"));

  @Retention(RetentionPolicy.RUNTIME)
  @BindingAnnotation
  @interface Main {}

  @Retention(RetentionPolicy.RUNTIME)
  @BindingAnnotation
  @interface Shard {
    int value();
  }

  /** A class of a service that has never heard of the contract. */
  private record Legacy(
      DataSource unannotated,
      Provider<DataSource> provider,
      @Named("mysql") DataSource named,
      @Main DataSource qualified,
      @Main Provider<DataSource> qualifiedProvider,
      @Shard(2) DataSource second,
      Dialect dialect,
      @Main Dialect qualifiedDialect) {

    @Inject
    private Legacy {}
  }

  private static Module aliases() throws Exception {
    Shard second = Legacy.class.getDeclaredField("second").getAnnotation(Shard.class);
    return Modules.combine(
        AliasModule.dataSource(UNANNOTATED, DEFAULT),
        AliasModule.dataSource(NAMED, DEFAULT),
        AliasModule.dataSource(Key.get(DataSource.class, Main.class), DEFAULT),
        AliasModule.dataSource(Key.get(DataSource.class, second), SqlTokens.named("second")),
        AliasModule.dialect(Key.get(Dialect.class), DEFAULT),
        AliasModule.dialect(Key.get(Dialect.class, Main.class), SqlTokens.named("second")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void everyKeyGivesTheVeryObjectOfTheContract(Stage stage) throws Exception {
    Injector injector =
        Guice.createInjector(
            stage,
            new Strict(),
            new LifecycleModule(),
            aliases(),
            H2Module.fresh(),
            H2Module.freshNamed("second"),
            binder -> binder.bind(Legacy.class));

    Legacy legacy = injector.getInstance(Legacy.class);

    try (LifecycleRegistry registry = injector.getInstance(LifecycleRegistry.class)) {
      assertThat(legacy.unannotated)
          .isSameAs(injector.getInstance(DEFAULT.dbKey()))
          .isSameAs(legacy.provider.get())
          .isSameAs(legacy.named)
          .isSameAs(legacy.qualified)
          .isSameAs(legacy.qualifiedProvider.get());
      assertThat(legacy.second).isSameAs(injector.getInstance(SqlTokens.named("second").dbKey()));
      assertThat(legacy.dialect).isEqualTo(Dialect.POSTGRES);
      assertThat(legacy.qualifiedDialect).isEqualTo(Dialect.POSTGRES);
      assertThat(legacy.unannotated.unwrap(HikariDataSource.class).getPoolName())
          .isEqualTo("database.db");
      assertThat(Feature.two(legacy.unannotated)).isEqualTo(2);
      assertThat(registry)
          .hasToString("LifecycleRegistry(OPEN, [database.second.db, database.db])");
    }
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void creatingTheInjectorBuildsNothing(Stage stage) throws Exception {
    LifecycleRegistry registry = new LifecycleRegistry();
    Set<Thread> before = Threads.alive();

    Guice.createInjector(
        stage,
        LifecycleModule.using(registry),
        aliases(),
        new H2Module(unreadable(SqlOptions.defaults())),
        new H2Module(unreadable(SqlOptions.named("second"))));

    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    assertThat(Threads.startedSince(before)).isEmpty();
  }

  private static SqlOptions unreadable(SqlOptions options) {
    return options.withConfig(
        key -> {
          throw new AssertionError("the configuration was read");
        });
  }

  @Test
  void databaseThatIsMissingIsAnErrorThatNamesTheKeyAndTheInstallingLine() {
    assertThatThrownBy(
            () -> Guice.createInjector(new Installer(AliasModule.dataSource(NAMED, DEFAULT))))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("No implementation for")
        .hasMessageContaining("@Named(\"database.db\")")
        .hasMessageContaining("AliasModuleTest$Installer.configure");
  }

  @Test
  void equalModulesAreOne() {
    AliasModule alias = AliasModule.dataSource(NAMED, DEFAULT);

    Guice.createInjector(
        H2Module.fresh(), new Installer(alias), AliasModule.dataSource(NAMED, DEFAULT));

    assertThat(alias)
        .isEqualTo(AliasModule.dataSource(NAMED, DEFAULT))
        .hasSameHashCodeAs(AliasModule.dataSource(NAMED, DEFAULT))
        .isNotEqualTo(AliasModule.dataSource(UNANNOTATED, DEFAULT))
        .isNotEqualTo(AliasModule.dataSource(NAMED, SqlTokens.named("audit")))
        .isNotEqualTo(AliasModule.dialect(Key.get(Dialect.class, Names.named("mysql")), DEFAULT))
        .isNotEqualTo(null)
        .hasToString(
            "AliasModule(Key[type=javax.sql.DataSource, annotation=@com.google.inject.name.Named(\"mysql\")]"
                + " for database.db)");
  }

  @Test
  void twoDatabasesUnderOneAliasAreAnErrorThatNamesBothLines() {
    assertThatThrownBy(
            () ->
                Guice.createInjector(
                    H2Module.fresh(),
                    H2Module.freshNamed("audit"),
                    new Installer(AliasModule.dataSource(NAMED, DEFAULT)),
                    new OtherInstaller(AliasModule.dataSource(NAMED, SqlTokens.named("audit")))))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("@Named(\"mysql\")")
        .hasMessageContaining("AliasModuleTest$Installer.configure")
        .hasMessageContaining("AliasModuleTest$OtherInstaller.configure");
  }

  /** A service whose one database has a name, and a feature that knows the default one. */
  @Test
  void defaultDatabaseMayBeAnAliasOfANamedOneAndHaveAliasesItself() throws Exception {
    Injector injector =
        Guice.createInjector(
            H2Module.freshNamed("orders"),
            AliasModule.dataSource(DEFAULT.dbKey(), SqlTokens.named("orders")),
            AliasModule.dialect(DEFAULT.dialectKey(), SqlTokens.named("orders")),
            AliasModule.dataSource(UNANNOTATED, DEFAULT));

    Feature feature = injector.getInstance(Feature.class);

    assertThat(feature.two()).isEqualTo(2);
    assertThat(feature.db)
        .isSameAs(injector.getInstance(SqlTokens.named("orders").dbKey()))
        .isSameAs(injector.getInstance(UNANNOTATED));
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void aliasOfItselfIsATypedError() {
    assertThat(typed(() -> AliasModule.dataSource(DEFAULT.dbKey(), DEFAULT)))
        .hasMessage(
            "database.db (alias), OPEN: Key[type=javax.sql.DataSource,"
                + " annotation=@com.google.inject.name.Named(\"database.db\")] is an alias of it, and"
                + " it is made of that key in turn. Leave one of the two out.");
    assertThat(typed(() -> AliasModule.dialect(DEFAULT.dialectKey(), DEFAULT)))
        .hasMessageContaining("database.dialect (alias)");
  }

  /** Guice itself ends such a circle of linked bindings in a stack overflow. */
  @Test
  void aliasesThatGoRoundInACircleAreATypedError() {
    Injector injector =
        Guice.createInjector(
            AliasModule.dataSource(DEFAULT.dbKey(), SqlTokens.named("orders")),
            AliasModule.dataSource(SqlTokens.named("orders").dbKey(), DEFAULT));

    assertThat(typed(() -> injector.getInstance(DEFAULT.dbKey())))
        .hasMessageContaining("(alias)")
        .hasMessageContaining("Leave one of the two out");
  }

  @Test
  void soAreAliasesOfKeysThatTheServiceLinkedToThem() {
    Injector injector =
        Guice.createInjector(
            AliasModule.dataSource(UNANNOTATED, DEFAULT),
            binder -> binder.bind(DEFAULT.dbKey()).to(UNANNOTATED));

    assertThat(typed(() -> injector.getInstance(UNANNOTATED)))
        .hasMessageContaining("database.db (alias)");
  }

  private static SqlModuleException typed(Runnable action) {
    return SqlErrors.find(catchThrowable(action::run)).orElseThrow();
  }

  @Test
  void overrideOfTheContractsKeyReachesTheAlias() {
    DataSource mine = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            Modules.override(
                    new H2Module(unreadable(SqlOptions.defaults())),
                    AliasModule.dataSource(UNANNOTATED, DEFAULT))
                .with(binder -> binder.bind(DEFAULT.dbKey()).toInstance(mine)));

    assertThat(injector.getInstance(UNANNOTATED)).isSameAs(mine);
  }

  @Test
  void overrideOfTheAliasLeavesTheContractsKeyAlone() throws Exception {
    DataSource mine = new FakeDataSource();
    Injector injector =
        Guice.createInjector(
            Modules.override(H2Module.fresh(), AliasModule.dataSource(UNANNOTATED, DEFAULT))
                .with(binder -> binder.bind(UNANNOTATED).toInstance(mine)));

    assertThat(injector.getInstance(UNANNOTATED)).isSameAs(mine);
    assertThat(injector.getInstance(Feature.class).two()).isEqualTo(2);
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void childInjectorMayHaveAnAliasOfItsOwn() {
    Injector parent = Guice.createInjector(H2Module.fresh());

    Injector child = parent.createChildInjector(AliasModule.dataSource(UNANNOTATED, DEFAULT));

    assertThat(child.getInstance(UNANNOTATED)).isSameAs(parent.getInstance(DEFAULT.dbKey()));
    assertThat(parent.getExistingBinding(UNANNOTATED)).isNull();
  }

  @Test
  void childInjectorSeesTheAliasOfItsParent() {
    Injector parent =
        Guice.createInjector(H2Module.fresh(), AliasModule.dataSource(UNANNOTATED, DEFAULT));

    assertThat(parent.createChildInjector().getInstance(UNANNOTATED))
        .isSameAs(parent.getInstance(DEFAULT.dbKey()));
  }

  /** Two legacy parts of one service, each with an unannotated data source of its own. */
  @Test
  void privateModulesMayHaveTheSameAliasOfOtherDatabases() {
    Injector injector =
        Guice.createInjector(
            H2Module.freshNamed("orders"),
            H2Module.freshNamed("audit"),
            new LegacyPart("orders"),
            new LegacyPart("audit"));

    for (String name : new String[] {"orders", "audit"}) {
      assertThat(injector.getInstance(Key.get(OldDao.class, Names.named(name))).db)
          .isSameAs(injector.getInstance(SqlTokens.named(name).dbKey()));
    }
  }

  private static final class LegacyPart extends PrivateModule {
    private final String database;

    LegacyPart(String database) {
      this.database = database;
    }

    @Override
    protected void configure() {
      install(AliasModule.dataSource(UNANNOTATED, SqlTokens.named(database)));
      bind(OldDao.class);
      Key<OldDao> outside = Key.get(OldDao.class, Names.named(database));
      bind(outside).to(OldDao.class);
      expose(outside);
    }
  }

  private static final class OldDao {
    private final DataSource db;

    @Inject
    OldDao(DataSource db) {
      this.db = db;
    }
  }

  private static class Installer extends AbstractModule {
    private final Module module;

    Installer(Module module) {
      this.module = module;
    }

    @Override
    protected void configure() {
      install(module);
    }
  }

  private static final class OtherInstaller extends AbstractModule {
    private final Module module;

    OtherInstaller(Module module) {
      this.module = module;
    }

    @Override
    protected void configure() {
      install(module);
    }
  }

  /** All the strictness that Guice has. */
  private static final class Strict implements Module {
    @Override
    public void configure(Binder binder) {
      binder.requireExplicitBindings();
      binder.requireExactBindingAnnotations();
      binder.disableCircularProxies();
    }
  }
}
