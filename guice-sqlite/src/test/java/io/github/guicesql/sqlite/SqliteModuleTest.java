package io.github.guicesql.sqlite;

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
import com.google.inject.Stage;
import com.google.inject.name.Named;
import com.google.inject.util.Modules;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.InvalidNameException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlModuleException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** The module as a service installs it. */
final class SqliteModuleTest {

  @TempDir Path folder;
  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  private SqlOptions in(String fileName) {
    return SqlOptions.defaults().withConfig(path(folder.resolve(fileName)));
  }

  private static ConfigSource path(Path file) {
    return ConfigSource.map(Map.of("sqlite.path", file.toString()));
  }

  private Injector inject(Stage stage, Module... modules) {
    List<Module> all = new ArrayList<>(List.of(modules));
    all.add(LifecycleModule.using(registry));
    return Guice.createInjector(stage, all);
  }

  /** A feature that knows the contract alone, in an eager singleton. */
  static final class Feature {
    final DataSource dataSource;
    final Dialect dialect;

    @Inject
    Feature(@Named(SqlTokens.DB) DataSource dataSource, @Named(SqlTokens.DIALECT) Dialect dialect) {
      this.dataSource = dataSource;
      this.dialect = dialect;
    }
  }

  private static final class FeatureModule extends AbstractModule {
    @Override
    protected void configure() {
      bind(Feature.class).asEagerSingleton();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void twoKeysAndNothingElse(Stage stage) throws Exception {
    Injector injector = inject(stage, new SqliteModule(in("a.db")), strict());
    Set<Key<?>> keys =
        injector.getAllBindings().keySet().stream()
            .filter(key -> key.getAnnotation() instanceof Named)
            .collect(Collectors.toSet());
    assertThat(keys)
        .containsExactlyInAnyOrder(SqlTokens.defaults().dbKey(), SqlTokens.defaults().dialectKey());

    Injector child = injector.createChildInjector();
    DataSource dataSource = child.getInstance(SqlTokens.defaults().dbKey());
    assertThat(dataSource).isSameAs(injector.getInstance(SqlTokens.defaults().dbKey()));
    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(Dialect.SQLITE);
    try (Connection connection = dataSource.getConnection()) {
      assertThat(Sqlite.query(connection, "select 1")).isEqualTo("1");
    }
  }

  private static Module strict() {
    return new AbstractModule() {
      @Override
      protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void creatingTheInjectorOpensNothing(Stage stage) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    inject(stage, new SqliteModule(in("a.db")), new FeatureModule());
    assertThat(folder).isEmptyDirectory();
    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);
  }

  @Test
  void noConfigurationIsReadUnlessSomebodyInjects() {
    inject(Stage.PRODUCTION, new SqliteModule(in("missing/a.db")));
  }

  @Test
  void aWrongConfigurationFailsForThoseWhoInject() {
    Throwable thrown =
        catchThrowable(
            () ->
                inject(
                    Stage.DEVELOPMENT, new SqliteModule(in("missing/a.db")), new FeatureModule()));
    assertThat(thrown)
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("SQLITE_PATH (sqlite.path)");
    assertThat(SqlErrors.find(thrown)).containsInstanceOf(SqlConfigException.class);
  }

  @Test
  void underOverrideNothingOfOursIsNeeded() {
    DataSource fake = new SQLiteDataSource();
    Injector injector =
        inject(
            Stage.PRODUCTION,
            new FeatureModule(),
            Modules.override(new SqliteModule(in("missing/a.db")), Modules.EMPTY_MODULE)
                .with(binder -> binder.bind(SqlTokens.defaults().dbKey()).toInstance(fake)));
    assertThat(injector.getInstance(Feature.class).dataSource).isSameAs(fake);
  }

  @Test
  void twentyDatabasesSideBySideCloseNewestFirst() throws Exception {
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String name = "d" + i;
      modules.add(
          new SqliteModule(
              SqlOptions.named(name)
                  .withConfig(
                      ConfigSource.map(
                          Map.of("SQLITE_D" + i + "_PATH", folder.resolve(name).toString())))));
    }
    Injector injector = inject(Stage.PRODUCTION, modules.toArray(Module[]::new));
    for (int i = 0; i < 20; i++) {
      try (Connection connection =
          injector.getInstance(SqlTokens.named("d" + i).dbKey()).getConnection()) {
        Sqlite.execute(connection, "create table t" + i + " (x)");
      }
    }
    for (int i = 0; i < 20; i++) {
      try (Connection connection =
          injector.getInstance(SqlTokens.named("d" + i).dbKey()).getConnection()) {
        assertThat(Sqlite.query(connection, "select group_concat(name) from sqlite_schema"))
            .isEqualTo("t" + i);
      }
    }
    assertThat(registry.toString())
        .contains("database.d19.db, database.d18.db,")
        .endsWith("database.d0.db])");
    registry.close();
    assertThat(folder.toFile().list()).hasSize(20);
  }

  @Test
  void aNamedDatabaseReadsItsOwnKeysOnly() {
    ConfigSource defaultKeyOnly = path(folder.resolve("a.db"));
    Injector injector =
        inject(
            Stage.DEVELOPMENT,
            new SqliteModule(SqlOptions.named("audit-log").withConfig(defaultKeyOnly)));
    Throwable thrown =
        catchThrowable(() -> injector.getInstance(SqlTokens.named("audit-log").dbKey()));
    assertThat(SqlErrors.find(thrown).map(SqliteModuleTest::firstProblem))
        .map(ConfigProblem::key)
        .contains("SQLITE_AUDIT_LOG_PATH");
  }

  private static ConfigProblem firstProblem(SqlModuleException e) {
    return ((SqlConfigException) e).problems().get(0);
  }

  @Test
  void twoConfigurationsOfOneDatabaseAreNotMerged() {
    assertThatThrownBy(
            () ->
                inject(
                    Stage.DEVELOPMENT, new SqliteModule(in("a.db")), new SqliteModule(in("b.db"))))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("database.db");
  }

  @Test
  void theSameModuleTwiceIsOne() {
    Injector injector =
        inject(Stage.DEVELOPMENT, new SqliteModule(in("a.db")), new SqliteModule(in("a.db")));
    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isNotNull();
  }

  @Test
  void aFailedBuildCanBeTriedAgain() throws Exception {
    Injector injector = inject(Stage.DEVELOPMENT, new SqliteModule(in("later/a.db")));
    assertThatThrownBy(() -> injector.getInstance(SqlTokens.defaults().dbKey()))
        .hasMessageContaining("does not exist");
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    Files.createDirectory(folder.resolve("later"));
    try (Connection connection =
        injector.getInstance(SqlTokens.defaults().dbKey()).getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void anUnusableNameFailsWhenTheModuleIsConstructed() {
    assertThatThrownBy(() -> new SqliteModule(SqlOptions.named("Audit Log")))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("such as \"audit-log\"");
  }
}
