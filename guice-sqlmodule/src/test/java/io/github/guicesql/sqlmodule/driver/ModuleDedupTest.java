package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When are two installed modules one, and is a different one never taken for it? */
final class ModuleDedupTest {

  private static final Map<String, String> VALUES = Map.of("H2_DATABASE", "dedup");

  @Test
  void equalModulesAreOneDatabase() throws Exception {
    Injector injector =
        Guice.createInjector(new FeatureModule(), new FeatureModule(), new FeatureModule());

    assertThat(injector.getInstance(Feature.class).two()).isEqualTo(2);

    assertThat(injector.getInstance(LifecycleRegistry.class))
        .hasToString("LifecycleRegistry(OPEN, [database.db])");
    injector.getInstance(LifecycleRegistry.class).close();
  }

  /** What each feature of a service does that may be installed alone. */
  private static final class FeatureModule extends AbstractModule {
    @Override
    protected void configure() {
      install(new LifecycleModule());
      install(new H2Module(SqlOptions.defaults().withConfig(ConfigSource.map(VALUES))));
    }
  }

  @Test
  void modulesAreEqualByAllOptions() {
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(VALUES));
    Consumer<HikariConfig> hook = pool -> pool.setConnectionTimeout(1000);

    assertThat(new H2Module(options))
        .isEqualTo(new H2Module(SqlOptions.defaults().withConfig(ConfigSource.map(VALUES))))
        .hasSameHashCodeAs(new H2Module(options))
        .isNotEqualTo(new H2Module())
        .isNotEqualTo(new H2Module(options.withName("audit")))
        .isNotEqualTo(new H2Module(options.withPool(hook)))
        .isNotEqualTo(new H2Module(options.withConfigModule(Modules.EMPTY_MODULE)))
        .isNotEqualTo(new FakeModule(options, new FakeDataSource()))
        .isNotEqualTo(null);
    assertThat(new H2Module(options.withPool(hook)))
        .isEqualTo(new H2Module(options.withPool(hook)));
    assertThat(new H2Module(options.withConfigModule(Modules.EMPTY_MODULE)))
        .isEqualTo(new H2Module(options.withConfigModule(Modules.EMPTY_MODULE)));
  }

  @Test
  void modulesOfOneNameWithOtherConfigurationAreAnErrorAndNeverMerged() {
    SqlOptions options = SqlOptions.defaults().withConfig(ConfigSource.map(VALUES));
    Consumer<HikariConfig> hook = pool -> pool.setConnectionTimeout(1000);
    List<Module> others =
        List.of(
            new H2Module(),
            new H2Module(
                options.withConfig(ConfigSource.map(Map.of("H2_DATABASE", "something-else")))),
            new H2Module(options.withConfig(key -> ConfigSource.map(VALUES).get(key))),
            new H2Module(options.withPool(hook)),
            new H2Module(options.withConfigModule(Modules.EMPTY_MODULE)),
            FakeModule.over(new FakeDataSource()));

    assertThat(others)
        .allSatisfy(
            other ->
                assertThatThrownBy(() -> Guice.createInjector(new H2Module(options), other))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContaining("database.db")
                    .hasMessageContaining("database.dialect"));
  }

  @Test
  void modulesOfOtherNamesWithEqualConfigurationAreTwo() {
    ConfigSource values =
        ConfigSource.map(Map.of("H2_A_DATABASE", "dedup", "H2_B_DATABASE", "dedup"));
    Injector injector =
        Guice.createInjector(
            new H2Module(SqlOptions.named("a").withConfig(values)),
            new H2Module(SqlOptions.named("b").withConfig(values)));

    assertThat(injector.getInstance(SqlTokens.named("a").dbKey()))
        .isNotSameAs(injector.getInstance(SqlTokens.named("b").dbKey()));
  }
}
