package io.github.guicesql.sqlmodule.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.matcher.Matchers;
import com.google.inject.spi.ProvisionListener;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.driver.FakeDataSource;
import io.github.guicesql.sqlmodule.driver.FakeModule;
import io.github.guicesql.sqlmodule.driver.Feature;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which registry does an injector close its databases with? */
public final class LifecycleModuleTest {

  @Test
  void oneOfItsOwn() {
    Injector injector = Guice.createInjector(new LifecycleModule());

    assertThat(injector.getInstance(LifecycleRegistry.class))
        .isSameAs(injector.getInstance(LifecycleRegistry.class))
        .isNotSameAs(
            Guice.createInjector(new LifecycleModule()).getInstance(LifecycleRegistry.class));
  }

  @Test
  void oneMadeBeforeTheInjector() {
    LifecycleRegistry registry = new LifecycleRegistry();

    assertThat(
            Guice.createInjector(LifecycleModule.using(registry))
                .getInstance(LifecycleRegistry.class))
        .isSameAs(registry);
  }

  @Test
  void oneMadeJustInTimeWithoutTheModule() throws Exception {
    FakeDataSource driver = new FakeDataSource();
    Injector injector = Guice.createInjector(FakeModule.over(driver));
    injector.getInstance(Feature.class).two();

    injector.getInstance(LifecycleRegistry.class).close();

    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(driver.closed).hasValue(1);
  }

  @Test
  void equalModulesAreOne() {
    LifecycleRegistry registry = new LifecycleRegistry();

    Guice.createInjector(new LifecycleModule(), new LifecycleModule());
    Guice.createInjector(LifecycleModule.using(registry), LifecycleModule.using(registry));

    assertThat(new LifecycleModule())
        .isEqualTo(new LifecycleModule())
        .hasSameHashCodeAs(new LifecycleModule())
        .isNotEqualTo(LifecycleModule.using(registry));
    assertThat(LifecycleModule.using(registry))
        .isEqualTo(LifecycleModule.using(registry))
        .hasSameHashCodeAs(LifecycleModule.using(registry))
        .isNotEqualTo(LifecycleModule.using(new LifecycleRegistry()));
  }

  @Test
  void aModuleThatStandsAloneLeavesTheRegistryToWhomBringsOne() {
    LifecycleRegistry registry = new LifecycleRegistry();

    assertThat(
            Guice.createInjector(new LifecycleModule(), LifecycleModule.using(registry))
                .getInstance(LifecycleRegistry.class))
        .isSameAs(registry);
    Injector alone = Guice.createInjector(new LifecycleModule(), new LifecycleModule());
    assertThat(alone.getInstance(LifecycleRegistry.class))
        .isSameAs(alone.getInstance(LifecycleRegistry.class));
  }

  @Test
  void twoDifferentRegistriesAreAnError() {
    assertThatThrownBy(
            () ->
                Guice.createInjector(
                    LifecycleModule.using(new LifecycleRegistry()),
                    LifecycleModule.using(new LifecycleRegistry())))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("LifecycleModule was bound multiple times");
  }

  @Test
  void databaseOfAClosedRegistryIsRefused() {
    LifecycleRegistry registry = new LifecycleRegistry();
    FakeDataSource driver = new FakeDataSource();
    Injector injector =
        Guice.createInjector(LifecycleModule.using(registry), FakeModule.over(driver));
    registry.close();

    assertThatThrownBy(() -> injector.getInstance(SqlTokens.defaults().dbKey()))
        .extracting(thrown -> SqlErrors.find(thrown).orElseThrow())
        .isInstanceOf(LifecycleException.class)
        .asString()
        .contains("database.db came too late");
    assertThat(driver.closed).hasValue(1);
  }

  /** Services close what Guice made by a listener of their own; ours is then closed twice. */
  @ParameterizedTest
  @EnumSource(Order.class)
  void closingByAServicesOwnListenerDoesNoHarm(Order order) throws Exception {
    FakeDataSource driver = new FakeDataSource();
    AutoCloser autoCloser = new AutoCloser();
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION, autoCloser, new LifecycleModule(), FakeModule.over(driver));
    assertThat(injector.getInstance(Feature.class).two()).isEqualTo(2);
    LifecycleRegistry registry = injector.getInstance(LifecycleRegistry.class);
    assertThat(autoCloser.seen)
        .contains(registry, (AutoCloseable) injector.getInstance(SqlTokens.defaults().dbKey()));

    if (order == Order.REGISTRY_FIRST) {
      registry.close();
      autoCloser.closeAll();
    } else {
      autoCloser.closeAll();
      registry.close();
    }

    assertThat(driver.allConnectionsClosed()).isTrue();
    assertThat(driver.closed).hasValue(1);
  }

  public enum Order {
    REGISTRY_FIRST,
    LISTENER_FIRST
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

  @Test
  void moduleNeedsNothing() {
    Module strict = binder -> binder.requireExplicitBindings();

    assertThat(
            Guice.createInjector(strict, new LifecycleModule())
                .getInstance(LifecycleRegistry.class))
        .hasToString("LifecycleRegistry(OPEN, [])");
  }
}
