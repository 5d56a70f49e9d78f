package io.github.guicesql.drivercontract;

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
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.InvalidNameException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A driver module as a service installs it. */
public abstract class ModuleContract {

  private LifecycleRegistry registry = new LifecycleRegistry();

  /** What the driver's environment keys begin with, such as {@code POSTGRES}. */
  protected abstract String prefix();

  /** The key, without the prefix, of where the database is. */
  protected abstract String required();

  protected abstract Dialect dialect();

  protected abstract Module module(SqlOptions options);

  /** The values of a database that is there; keys are without the prefix. */
  protected abstract Map<String, String> database();

  @AfterEach
  void closeRegistry() {
    registry.close();
    registry = new LifecycleRegistry();
  }

  protected final LifecycleRegistry registry() {
    return registry;
  }

  /** Values whose keys are those of a named database. */
  private Map<String, String> keyed(String name, Map<String, String> values) {
    String middle = name.isEmpty() ? "_" : "_" + name.toUpperCase(Locale.ROOT) + "_";
    Map<String, String> keyed = new HashMap<>();
    values.forEach((key, value) -> keyed.put(prefix() + middle + key, value));
    return keyed;
  }

  protected final SqlOptions options(String name, Map<String, String> values) {
    return SqlOptions.named(name).withConfig(ConfigSource.map(keyed(name, values)));
  }

  private Module good() {
    return module(options("", database()));
  }

  private Injector inject(Stage stage, Module... modules) {
    List<Module> all = new ArrayList<>(List.of(modules));
    all.add(LifecycleModule.using(registry));
    return Guice.createInjector(stage, all);
  }

  private static DataSource db(Injector injector) {
    return injector.getInstance(SqlTokens.defaults().dbKey());
  }

  protected static void assertAnswers(DataSource dataSource) throws Exception {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  /** The problems of a default database with these values. */
  protected final List<ConfigProblem> problems(Map<String, String> values) {
    Injector injector = inject(Stage.DEVELOPMENT, module(options("", values)));
    return error(catchThrowable(() -> db(injector))).problems();
  }

  private static SqlConfigException error(Throwable thrown) {
    return SqlErrors.find(thrown, SqlConfigException.class).orElseThrow();
  }

  /** A feature that knows the contract alone, in an eager singleton. */
  private static final class Feature {
    final DataSource dataSource;

    @Inject
    Feature(@Named(SqlTokens.DB) DataSource dataSource, @Named(SqlTokens.DIALECT) Dialect dialect) {
      this.dataSource = dataSource;
      assertThat(dialect).isNotNull();
    }
  }

  private static Module feature() {
    return new AbstractModule() {
      @Override
      protected void configure() {
        bind(Feature.class).asEagerSingleton();
      }
    };
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
  void twoKeysAndNothingElse(Stage stage) throws Exception {
    Injector injector = inject(stage, good(), strict());
    Set<Key<?>> keys = new HashSet<>(injector.getBindings().keySet());
    keys.removeAll(inject(stage, strict()).getBindings().keySet());
    assertThat(keys)
        .containsExactlyInAnyOrder(SqlTokens.defaults().dbKey(), SqlTokens.defaults().dialectKey());
    assertThat(injector.getAllBindings().keySet())
        .filteredOn(key -> key.getAnnotation() instanceof Named)
        .hasSameElementsAs(keys);
    if (stage == Stage.TOOL) {
      return;
    }
    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(dialect());
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    Injector child = injector.createChildInjector();
    assertThat(db(child)).isSameAs(db(injector));
    assertAnswers(db(child));
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void creatingTheInjectorOpensNothing(Stage stage) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    inject(stage, good(), feature());
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("database."))
        .isSubsetOf(before);
  }

  @Test
  void noConfigurationIsReadUnlessSomebodyInjects() {
    ConfigSource unread =
        key -> {
          throw new AssertionError(key);
        };
    inject(Stage.PRODUCTION, module(SqlOptions.defaults().withConfig(unread)));
  }

  @Test
  void aMissingConfigurationFailsForThoseWhoInject() {
    Throwable thrown =
        catchThrowable(() -> inject(Stage.DEVELOPMENT, module(options("", Map.of())), feature()));

    assertThat(thrown).isInstanceOf(CreationException.class);
    SqlConfigException error = error(thrown);
    assertThat(error.stage()).isEqualTo(BuildStage.INVALID_CONFIG);
    assertThat(error.token()).isEqualTo("database.db");
    assertThat(error.provider()).isEqualTo(prefix().toLowerCase(Locale.ROOT));
    assertThat(error.problems()).hasSize(1);
    String said =
        "%s_%s (%s.%s): It is required but not set."
            .formatted(
                prefix(),
                required(),
                prefix().toLowerCase(Locale.ROOT),
                required().toLowerCase(Locale.ROOT));
    assertThat(error.problems().get(0).toString()).startsWith(said);
    assertThat(thrown).hasMessageContaining(said);
  }

  @Test
  void allProblemsComeAtOnce() {
    assertThat(problems(Map.of("MAX_OPEN_CONNS", "0", "CONNECT_TIMEOUT", "2")))
        .extracting(ConfigProblem::key)
        .containsExactlyInAnyOrder(
            prefix() + "_" + required(),
            prefix() + "_MAX_OPEN_CONNS",
            prefix() + "_CONNECT_TIMEOUT");
  }

  @Test
  void underOverrideNothingOfOursIsNeeded() {
    DataSource fake = new HikariDataSource();
    Injector injector =
        inject(
            Stage.PRODUCTION,
            feature(),
            Modules.override(module(options("", Map.of())), Modules.EMPTY_MODULE)
                .with(binder -> binder.bind(SqlTokens.defaults().dbKey()).toInstance(fake)));
    assertThat(injector.getInstance(Feature.class).dataSource).isSameAs(fake);
  }

  @Test
  void aNamedDatabaseReadsItsOwnKeysOnly() {
    ConfigSource defaultKeysOnly = ConfigSource.map(keyed("", database()));
    Injector injector =
        inject(
            Stage.DEVELOPMENT, module(SqlOptions.named("audit-log").withConfig(defaultKeysOnly)));
    Throwable thrown =
        catchThrowable(() -> injector.getInstance(SqlTokens.named("audit-log").dbKey()));
    assertThat(error(thrown).problems().get(0).key())
        .isEqualTo(prefix() + "_AUDIT_LOG_" + required());
  }

  @Test
  void twoConfigurationsOfOneDatabaseAreNotMerged() {
    assertThatThrownBy(
            () -> inject(Stage.DEVELOPMENT, good(), module(options("", Map.of("X", "y")))))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("database.db");
  }

  @Test
  void theSameModuleTwiceIsOne() {
    Map<String, String> values = database();
    Injector injector =
        inject(Stage.DEVELOPMENT, module(options("", values)), module(options("", values)));
    assertThat(db(injector)).isNotNull();
  }

  @Test
  void aFailedBuildCanBeTriedAgain() throws Exception {
    AtomicReference<ConfigSource> now = new AtomicReference<>(ConfigSource.map(Map.of()));
    ConfigSource changing = key -> Objects.requireNonNull(now.get()).get(key);
    Injector injector =
        inject(Stage.DEVELOPMENT, module(SqlOptions.defaults().withConfig(changing)));
    assertThatThrownBy(() -> db(injector)).hasMessageContaining("is required but not set");
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");

    now.set(ConfigSource.map(keyed("", database())));
    assertAnswers(db(injector));
  }

  @Test
  void anUnusableNameFailsWhenTheModuleIsConstructed() {
    assertThatThrownBy(() -> module(SqlOptions.named("Audit Log")))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("such as \"audit-log\"");
  }

  @Test
  void databasesCloseNewestFirst() throws Exception {
    Injector injector =
        inject(
            Stage.PRODUCTION,
            good(),
            module(options("analytics", second())),
            module(options("cache", database())));
    List<DataSource> opened = new ArrayList<>();
    for (String name : List.of("cache", "", "analytics")) {
      DataSource dataSource = injector.getInstance(SqlTokens.named(name).dbKey());
      assertAnswers(dataSource);
      opened.add(dataSource);
    }
    assertThat(registry)
        .hasToString(
            "LifecycleRegistry(OPEN, [database.analytics.db, database.db, database.cache.db])");
    registry.close();
    for (DataSource dataSource : opened) {
      assertThatThrownBy(dataSource::getConnection).hasMessageContaining("is closed");
    }
    assertNothingIsOpen();
  }

  /** The values of a second database, as {@link #database()} has those of the first. */
  protected Map<String, String> second() {
    return database();
  }

  /** Checks that the pools have left nothing behind in the engine. */
  protected void assertNothingIsOpen() throws Exception {}
}
