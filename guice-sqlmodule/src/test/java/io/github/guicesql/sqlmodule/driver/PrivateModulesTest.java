package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.PrivateModule;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import org.junit.jupiter.api.Test;

/** Can a service keep a database to a part of itself? */
final class PrivateModulesTest {

  @Test
  void databaseInstalledInAPrivateModuleStaysThere() throws Exception {
    Injector injector =
        Guice.createInjector(
            new PrivateModule() {
              @Override
              protected void configure() {
                install(H2Module.fresh());
                bind(Feature.class);
                expose(Feature.class);
              }
            });

    assertThat(injector.getInstance(Feature.class).two()).isEqualTo(2);

    assertThat(injector.getExistingBinding(SqlTokens.defaults().dbKey())).isNull();
    assertThat(injector.getExistingBinding(SqlTokens.defaults().dialectKey())).isNull();
    assertThat(injector.getInstance(LifecycleRegistry.class))
        .hasToString("LifecycleRegistry(OPEN, [database.db])");
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void robotLegsHaveADatabaseEachUnderTheSameKey() throws Exception {
    Injector injector =
        Guice.createInjector(
            new LifecycleModule(),
            new Leg("left", H2Module.fresh()),
            new Leg("right", H2Module.fresh()));

    Feature left = injector.getInstance(Key.get(Feature.class, Names.named("left")));
    Feature right = injector.getInstance(Key.get(Feature.class, Names.named("right")));

    assertThat(left.two()).isEqualTo(2);
    assertThat(right.two()).isEqualTo(2);
    assertThat(left.db).isNotSameAs(right.db);
    assertThat(injector.getInstance(LifecycleRegistry.class))
        .hasToString("LifecycleRegistry(OPEN, [database.db, database.db])");
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void robotLegsOfEqualOptionsAreStillTwoDatabases() {
    H2Module same = H2Module.fresh();
    Injector injector = Guice.createInjector(new Leg("left", same), new Leg("right", same));

    Feature left = injector.getInstance(Key.get(Feature.class, Names.named("left")));
    Feature right = injector.getInstance(Key.get(Feature.class, Names.named("right")));

    assertThat(left.db).isNotSameAs(right.db);
  }

  @Test
  void driverModuleMayBeTheOnlyModule() throws Exception {
    Injector injector = Guice.createInjector(H2Module.fresh());

    assertThat(injector.getInstance(Feature.class).two()).isEqualTo(2);

    injector.getInstance(LifecycleRegistry.class).close();
  }

  private static final class Leg extends PrivateModule {
    private final String side;
    private final H2Module database;

    Leg(String side, H2Module database) {
      this.side = side;
      this.database = database;
    }

    @Override
    protected void configure() {
      install(database);
      bind(Feature.class).annotatedWith(Names.named(side)).to(Feature.class);
      bind(Feature.class);
      expose(Feature.class).annotatedWith(Names.named(side));
    }
  }
}
