package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.util.Providers;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A container that rewrites bindings may bind what nobody has bound to null. */
final class NullBindingsTest {

  private static final Key<DataSource> DB = SqlTokens.defaults().dbKey();

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final HikariDataSource pool = new HikariDataSource();
  private final Module noRegistry =
      binder -> binder.bind(LifecycleRegistry.class).toProvider(Providers.of(null));
  private final Module noDatabases =
      binder -> {
        binder.bind(Databases.class).toProvider(Providers.of(null));
        binder.bind(LifecycleRegistry.class).toInstance(registry);
      };

  @AfterEach
  void close() {
    registry.close();
    pool.close();
  }

  private ExistingDataSourceModule existing() {
    return ExistingDataSourceModule.of(pool, SqlTokens.defaults(), Dialect.MYSQL)
        .closedByRegistry();
  }

  private static void assertSaysWhatToInstall(Throwable thrown) {
    SqlBuildException ours = SqlErrors.find(thrown, SqlBuildException.class).orElseThrow();
    assertThat(ours.stage()).isEqualTo(BuildStage.OPEN);
    assertThat(ours).hasMessageContaining("Install new LifecycleModule()");
  }

  @Test
  void driverModuleWithoutARegistrySaysWhatToInstall() {
    Injector injector = Guice.createInjector(noRegistry, H2Module.fresh());

    assertSaysWhatToInstall(catchThrowable(() -> injector.getInstance(DB)));
  }

  @Test
  void existingDataSourceWithoutARegistrySaysWhatToInstall() {
    assertSaysWhatToInstall(catchThrowable(() -> Guice.createInjector(noRegistry, existing())));
  }

  @Test
  void driverModuleWorksWithoutDatabases() throws Exception {
    DataSource db = Guice.createInjector(noDatabases, H2Module.fresh()).getInstance(DB);

    try (Connection connection = db.getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void existingDataSourceWorksWithoutDatabases() {
    Injector injector = Guice.createInjector(noDatabases, existing());

    assertThat(injector.getInstance(DB)).isSameAs(pool);
  }
}
