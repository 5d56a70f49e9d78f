package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigValues;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Can a test put its own database in the place of the real one, which it has no configuration for?
 */
final class OverrideTest {

  private final DataSource mine = new FakeDataSource();
  private final LifecycleRegistry registry = new LifecycleRegistry();

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void replacedDatabaseIsNeverBuilt(Stage stage) {
    Set<Thread> before = Threads.alive();
    Injector injector =
        Guice.createInjector(
            stage,
            Modules.override(service(new Unbuildable())).with(binds(mine)),
            LifecycleModule.using(registry));

    assertThat(injector.getInstance(Feature.class).db).isSameAs(mine);
    assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(Dialect.MYSQL);
    assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    assertThat(Threads.startedSince(before)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void dialectCanBeReplacedToo(Stage stage) {
    Injector injector =
        Guice.createInjector(
            stage,
            Modules.override(service(new Unbuildable()))
                .with(
                    binds(mine),
                    binder ->
                        binder.bind(SqlTokens.defaults().dialectKey()).toInstance(Dialect.SQLITE)));

    assertThat(injector.getInstance(Feature.class).dialect).isEqualTo(Dialect.SQLITE);
  }

  @Test
  void oneNamedDatabaseCanBeReplacedAndTheOthersStay() throws Exception {
    Injector injector =
        Guice.createInjector(
            Modules.override(
                    new Unbuildable(),
                    H2Module.freshNamed("audit"),
                    LifecycleModule.using(registry))
                .with(binds(mine)));

    assertThat(injector.getInstance(SqlTokens.defaults().dbKey())).isSameAs(mine);
    assertThat(Feature.two(injector.getInstance(SqlTokens.named("audit").dbKey()))).isEqualTo(2);
    registry.close();
  }

  @Test
  void moduleAloneCanBeReplaced() {
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION, Modules.override(new Unbuildable()).with(binds(mine)));

    assertThat(injector.getInstance(Feature.class).db).isSameAs(mine);
  }

  @Test
  void realDatabaseMayReplaceAnother() throws Exception {
    Injector injector =
        Guice.createInjector(
            Modules.override(service(new Unbuildable())).with(H2Module.fresh()),
            LifecycleModule.using(registry));

    Feature feature = injector.getInstance(Feature.class);

    assertThat(feature.two()).isEqualTo(2);
    assertThat(feature.dialect).isEqualTo(Dialect.POSTGRES);
    registry.close();
  }

  private static Module service(Module database) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        install(database);
        bind(Feature.class).asEagerSingleton();
      }
    };
  }

  private static Module binds(DataSource database) {
    return binder -> binder.bind(SqlTokens.defaults().dbKey()).toInstance(database);
  }

  /** The real one: without its configuration, and with a driver that must not be asked. */
  private static final class Unbuildable extends DriverModule {

    Unbuildable() {
      super(
          "unbuildable",
          Dialect.MYSQL,
          SqlOptions.defaults()
              .withConfig(
                  key -> {
                    throw new AssertionError("the configuration was read");
                  }),
          List.of(H2Module.DATABASE));
    }

    @Override
    protected DriverHandle handle(ConfigValues values, HikariConfig pool) {
      throw new AssertionError("the pool was made");
    }
  }
}
