package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import com.google.inject.name.Names;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Are the two keys of the contract all that a driver module lets anyone see? */
final class VisibilityTest {

  @ParameterizedTest
  @EnumSource(Stage.class)
  void exactlyTwoKeysAreBound(Stage stage) {
    Set<Key<?>> ours =
        new HashSet<>(Guice.createInjector(stage, H2Module.fresh()).getBindings().keySet());
    ours.removeAll(Guice.createInjector(stage).getBindings().keySet());

    assertThat(ours)
        .containsExactlyInAnyOrder(SqlTokens.defaults().dbKey(), SqlTokens.defaults().dialectKey());
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void useMakesNothingElseVisibleButTheRegistryAndTheListOfDatabases(Stage stage) {
    Injector injector = Guice.createInjector(stage, H2Module.fresh());
    injector.getInstance(SqlTokens.defaults().dbKey());
    injector.getInstance(SqlTokens.defaults().dialectKey());

    Set<Key<?>> ours = new HashSet<>(injector.getAllBindings().keySet());
    ours.removeAll(Guice.createInjector(stage).getAllBindings().keySet());

    assertThat(ours)
        .containsExactlyInAnyOrder(
            SqlTokens.defaults().dbKey(),
            SqlTokens.defaults().dialectKey(),
            Key.get(LifecycleRegistry.class),
            Key.get(Databases.class));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void bothKeysResolveInAStrictInjector(Stage stage) throws Exception {
    Injector injector =
        Guice.createInjector(stage, new Strict(), new LifecycleModule(), H2Module.fresh());

    try (LifecycleRegistry registry = injector.getInstance(LifecycleRegistry.class)) {
      assertThat(injector.getInstance(SqlTokens.defaults().dialectKey()))
          .isEqualTo(Dialect.POSTGRES);
      injector.getInstance(SqlTokens.defaults().dbKey()).getConnection().close();
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [database.db])");
    }
  }

  @Test
  void nothingElseResolves() {
    Injector injector = Guice.createInjector(new Strict(), new LifecycleModule(), H2Module.fresh());
    injector.getInstance(SqlTokens.defaults().dbKey());

    List<Key<?>> hidden =
        List.of(
            Key.get(DataSource.class),
            Key.get(Dialect.class),
            Key.get(HikariDataSource.class),
            Key.get(HikariConfig.class),
            Key.get(ManagedDataSource.class),
            Key.get(DataSourceProvider.class),
            Key.get(ConfigValues.class),
            Key.get(SqlOptions.class),
            Key.get(ConfigSource.class),
            Key.get(H2Module.class),
            Key.get(DataSource.class, Names.named("database.audit.db")),
            Key.get(HikariDataSource.class, Names.named("database.db")));
    assertThat(hidden).allSatisfy(key -> assertUnreachable(injector, key));
    assertThat(new H2Module().settings())
        .extracting(setting -> setting.key("h2", "").token())
        .allSatisfy(
            token -> {
              assertUnreachable(injector, Key.get(String.class, Names.named(token)));
              assertUnreachable(injector, Key.get(Integer.class, Names.named(token)));
            });
  }

  private static void assertUnreachable(Injector injector, Key<?> key) {
    assertThatThrownBy(() -> injector.getInstance(key)).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void classesOfTheServiceNeedNoMoreThanTheContract() {
    Injector injector =
        Guice.createInjector(
            new Strict(),
            new LifecycleModule(),
            H2Module.fresh(),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Feature.class);
              }
            });

    Feature feature = injector.getInstance(Feature.class);

    assertThat(feature.dialect).isEqualTo(Dialect.POSTGRES);
    assertThat(feature.db).isSameAs(injector.getInstance(SqlTokens.defaults().dbKey()));
    assertThat(feature.provider.get()).isSameAs(feature.db);
  }

  /** All the strictness that Guice has. */
  private static final class Strict extends AbstractModule {
    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      binder().requireAtInjectOnConstructors();
      binder().requireExactBindingAnnotations();
      binder().disableCircularProxies();
    }
  }
}
