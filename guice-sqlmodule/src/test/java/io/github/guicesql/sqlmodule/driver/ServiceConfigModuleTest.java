package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import com.google.inject.util.Modules;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Can a service that has a configuration library of its own bring the values itself? */
final class ServiceConfigModuleTest {

  @Test
  void valuesBoundAsText() throws Exception {
    HikariDataSource pool =
        pool(
            module(
                Map.of(
                    "h2.database", "x", "h2.max-open-conns", "7", "h2.conn-max-lifetime", "45s")));

    assertThat(pool.getMaximumPoolSize()).isEqualTo(7);
    assertThat(pool.getMaxLifetime()).isEqualTo(45_000);
  }

  @Test
  void valuesBoundAsTheirOwnTypes() throws Exception {
    HikariDataSource pool =
        pool(
            new AbstractModule() {
              @Provides
              @Named("h2.database")
              String database() {
                return "x";
              }

              @Provides
              @Named("h2.max-open-conns")
              Integer maxOpen() {
                return 6;
              }

              @Provides
              @Named("h2.max-idle-conns")
              int maxIdle() {
                return 2;
              }

              @Provides
              @Named("h2.conn-max-lifetime")
              Duration lifetime() {
                return Duration.ofMinutes(20);
              }
            });

    assertThat(pool.getMaximumPoolSize()).isEqualTo(6);
    assertThat(pool.getMinimumIdle()).isEqualTo(2);
    assertThat(pool.getMaxLifetime()).isEqualTo(1_200_000);
  }

  @Test
  void whatIsLeftUnboundHasItsDefault() throws Exception {
    HikariDataSource pool = pool(module(Map.of("h2.database", "x")));

    assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
    assertThat(pool.getMinimumIdle()).isEqualTo(10);
    assertThat(pool.getMaxLifetime()).isEqualTo(1_800_000);
  }

  @Test
  void whatIsRequiredAndLeftUnboundIsAProblem() {
    assertThat(problemsOf(Modules.EMPTY_MODULE))
        .extracting(ConfigProblem::token)
        .containsExactly("h2.database");
  }

  @Test
  void blankTextAndAProvidersNullAreNotSet() throws Exception {
    HikariDataSource pool =
        pool(
            new AbstractModule() {
              @Override
              protected void configure() {
                bindConstant().annotatedWith(Names.named("h2.database")).to("x");
                bindConstant().annotatedWith(Names.named("h2.max-open-conns")).to(" ");
                bind(Duration.class)
                    .annotatedWith(Names.named("h2.conn-max-lifetime"))
                    .toProvider(ServiceConfigModuleTest::nothing);
              }
            });

    assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
    assertThat(pool.getMaxLifetime()).isEqualTo(1_800_000);
  }

  @SuppressWarnings("NullAway") // a provider without a null checker
  private static Duration nothing() {
    @Nullable Duration none = null;
    return none;
  }

  @Test
  void valuesMayBeBoundOutsideWithAnEmptyModuleInside() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("h2.database", "x");
    properties.setProperty("h2.max-open-conns", "5");

    HikariDataSource pool =
        Guice.createInjector(
                new H2Module(SqlOptions.defaults().withConfigModule(Modules.EMPTY_MODULE)),
                new AbstractModule() {
                  @Override
                  protected void configure() {
                    Names.bindProperties(binder(), properties);
                  }
                })
            .getInstance(SqlTokens.defaults().dbKey())
            .unwrap(HikariDataSource.class);

    assertThat(pool.getMaximumPoolSize()).isEqualTo(5);
  }

  @Test
  void valuesBoundOutsideThatWouldBeIgnoredAreRefusedTogether() {
    Module outside =
        new AbstractModule() {
          @Override
          protected void configure() {
            bindConstant().annotatedWith(Names.named("h2.database")).to("x");
            bind(Integer.class).annotatedWith(Names.named("h2.max-open-conns")).toInstance(5);
            bindConstant().annotatedWith(Names.named("h2.audit.database")).to("of another one");
            bind(Long.class).annotatedWith(Names.named("h2.connect-timeout")).toInstance(1L);
            bindConstant().annotatedWith(Names.named("h2.own")).to("no setting");
          }
        };

    Throwable thrown = catchThrowable(() -> Guice.createInjector(H2Module.fresh(), outside));

    assertThat(thrown).isInstanceOf(CreationException.class);
    assertThat(((SqlConfigException) SqlErrors.find(thrown).orElseThrow()).problems())
        .extracting(ConfigProblem::token, ConfigProblem::wrong)
        .containsExactlyInAnyOrder(
            tuple(
                "h2.database",
                "It is bound in the injector, where this database does not read it."),
            tuple(
                "h2.max-open-conns",
                "It is bound in the injector, where this database does not read it."),
            tuple(
                "h2.connect-timeout",
                "It is bound in the injector, where this database does not read it."));
  }

  @Test
  void valuesThatWouldBeIgnoredAreToldOnceForADatabaseWithAReader() {
    H2Module withReader =
        new H2Module(SqlOptions.defaults().withReader().withConfig(H2Module.freshConfig()));

    Throwable thrown =
        catchThrowable(() -> Guice.createInjector(withReader, module(Map.of("h2.database", "x"))));

    assertThat(((CreationException) thrown).getErrorMessages()).hasSize(1);
  }

  @Test
  void valuesBoundInAParentThatWouldBeIgnoredAreRefused() {
    Injector parent =
        Guice.createInjector(
            new AbstractModule() {
              @Override
              protected void configure() {
                bindConstant().annotatedWith(Names.named("h2.database")).to("x");
              }
            });

    assertThatThrownBy(() -> parent.createChildInjector(H2Module.fresh()))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("h2.database")
        .hasMessageContaining("withConfigModule(Modules.EMPTY_MODULE)");
  }

  @Test
  void valuesOfEveryTypeMeetTheSameChecks() {
    Module module =
        new AbstractModule() {
          @Override
          protected void configure() {
            bindConstant().annotatedWith(Names.named("h2.letters")).to("mixed");
            bind(Integer.class).annotatedWith(Names.named("h2.max-open-conns")).toInstance(0);
            bind(Duration.class)
                .annotatedWith(Names.named("h2.conn-max-lifetime"))
                .toInstance(Duration.ofSeconds(5));
            bind(Duration.class)
                .annotatedWith(Names.named("h2.connect-timeout"))
                .toInstance(Duration.ofSeconds(-5));
          }
        };

    assertThat(problemsOf(module))
        .extracting(ConfigProblem::token, ConfigProblem::value, ConfigProblem::wrong)
        .containsExactly(
            tuple("h2.database", "", "It is required but not set."),
            tuple("h2.letters", "mixed", "It is not a known value."),
            tuple("h2.conn-max-lifetime", "PT5S", "It is too short."),
            tuple("h2.max-open-conns", "0", "It is out of range."),
            tuple("h2.connect-timeout", "PT-5S", "It is negative."));
  }

  @Test
  void moduleOfTheServiceStaysInsideTheDriver() {
    assertThat(
            Guice.createInjector(
                    new H2Module(
                        SqlOptions.defaults().withConfigModule(module(Map.of("h2.database", "x")))))
                .getExistingBinding(Key.get(String.class, Names.named("h2.database"))))
        .isNull();
  }

  @Test
  void lastChoiceOfWhereConfigurationComesFromWins() throws Exception {
    SqlOptions byModule =
        SqlOptions.defaults().withConfigModule(module(Map.of("h2.database", "x")));

    assertThat(
            Guice.createInjector(
                    new H2Module(
                        byModule.withConfig(H2Module.freshConfig("h2.max-open-conns", "3"))))
                .getInstance(SqlTokens.defaults().dbKey())
                .unwrap(HikariConfig.class)
                .getMaximumPoolSize())
        .isEqualTo(3);
  }

  private static Module module(Map<String, String> values) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        Names.bindProperties(binder(), values);
      }
    };
  }

  private static HikariDataSource pool(Module config) throws Exception {
    return Guice.createInjector(new H2Module(SqlOptions.defaults().withConfigModule(config)))
        .getInstance(SqlTokens.defaults().dbKey())
        .unwrap(HikariDataSource.class);
  }

  private static List<ConfigProblem> problemsOf(Module config) {
    Throwable thrown = catchThrowable(() -> pool(config));
    return ((SqlConfigException) SqlErrors.find(thrown).orElseThrow()).problems();
  }
}
