package io.github.guicesql.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Named;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Database;
import io.github.guicesql.sqlmodule.DatabaseListener;
import io.github.guicesql.sqlmodule.Databases;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import io.github.guicesql.sqlmodule.legacy.ExistingDataSourceModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.sisu.wire.WireModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Eclipse Sisu's {@code WireModule} binds each key that nobody has bound to what it finds on the
 * class path, and gives null for what it does not find.
 */
final class SisuTest {

  private static final SqlTokens DEFAULT = SqlTokens.defaults();
  private static final Key<DataSource> LEGACY = Key.get(DataSource.class);

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private final Events events = new Events();

  @AfterEach
  void close() {
    registry.close();
  }

  private static final class Events implements DatabaseListener {

    private final List<String> told = new ArrayList<>();

    @Override
    public void declared(Database database) {
      told.add("declared");
    }

    @Override
    public void built(Database database, DataSource dataSource) {
      told.add("built");
    }

    @Override
    public void started(Database database) {
      told.add("started");
    }

    @Override
    public void closed(Database database) {
      told.add("closed");
    }
  }

  private static final class Feature {

    private final DataSource db;
    private final Databases databases;

    @Inject
    Feature(@Named(SqlTokens.DB) DataSource db, Databases databases) {
      this.db = db;
      this.databases = databases;
    }
  }

  private static Injector wired(Module... modules) {
    return Guice.createInjector(new WireModule(modules));
  }

  private static Module sqlite() {
    return new SqliteModule(
        SqlOptions.defaults().withConfig(ConfigSource.map(Map.of("sqlite.path", ":memory:"))));
  }

  private Module listening() {
    return binder ->
        Multibinder.newSetBinder(binder, DatabaseListener.class).addBinding().toInstance(events);
  }

  private static void assertSaysWhatToInstall(Throwable thrown) {
    SqlBuildException ours = SqlErrors.find(thrown, SqlBuildException.class).orElseThrow();
    assertThat(ours.stage()).isEqualTo(BuildStage.OPEN);
    assertThat(ours.token()).isEqualTo(SqlTokens.DB);
    assertThat(ours).hasMessageContaining("LifecycleModule");
  }

  @Test
  void everythingWorksWithALifecycleModule() throws Exception {
    Injector injector =
        wired(
            LifecycleModule.using(registry),
            sqlite(),
            listening(),
            AliasModule.dataSource(LEGACY, DEFAULT),
            binder -> binder.bind(Feature.class));

    Feature feature = injector.getInstance(Feature.class);
    try (Connection connection = feature.db.getConnection();
        ResultSet rows = connection.createStatement().executeQuery("select 42")) {
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
    Database database = feature.databases.find(DEFAULT).orElseThrow();
    assertThat(database.state()).isEqualTo(Database.State.STARTED);
    assertThat(injector.getInstance(LEGACY)).isSameAs(feature.db);
    assertThat(injector.getInstance(DEFAULT.dialectKey())).isEqualTo(Dialect.SQLITE);
    registry.close();

    assertThat(database.state()).isEqualTo(Database.State.CLOSED);
    assertThat(events.told).containsExactly("declared", "built", "started", "closed");
  }

  @Test
  void withoutALifecycleModuleTheErrorSaysToInstallOne() {
    Injector injector = wired(sqlite());

    assertSaysWhatToInstall(catchThrowable(() -> injector.getInstance(DEFAULT.dbKey())));
  }

  @Test
  void databasesAreListedWithoutALifecycleModule() {
    Injector injector = wired(sqlite(), binder -> binder.getProvider(Databases.class));

    assertThat(injector.getInstance(Databases.class).find(DEFAULT)).isPresent();
  }

  @Test
  void whoInjectsTheDataSourceGetsThatErrorToo() {
    Injector injector = wired(sqlite(), listening(), binder -> binder.bind(Feature.class));

    assertSaysWhatToInstall(catchThrowable(() -> injector.getInstance(Feature.class)));
    assertThat(events.told).containsExactly("declared", "closed");
  }

  @Test
  void dataSourceOfTheServicesOwnIsHandedOver() {
    HikariDataSource pool = new HikariDataSource();
    Injector injector =
        wired(
            LifecycleModule.using(registry),
            ExistingDataSourceModule.of(pool, DEFAULT, Dialect.MYSQL).closedByRegistry());

    assertThat(injector.getInstance(DEFAULT.dbKey())).isSameAs(pool);
    assertThat(injector.getInstance(Databases.class).find(DEFAULT)).isPresent();
    registry.close();

    assertThat(pool.isClosed()).isTrue();
  }

  /** Sisu leaves to Guice what is only looked up, and that makes the registry just in time. */
  @Test
  void withoutALifecycleModuleItIsHandedOverToTheInjectorsOwnRegistry() {
    HikariDataSource pool = new HikariDataSource();
    Injector injector =
        wired(
            binder -> binder.bind(LEGACY).toInstance(pool),
            ExistingDataSourceModule.of(LEGACY, DEFAULT, Dialect.MYSQL).closedByRegistry());

    assertThat(injector.getInstance(DEFAULT.dbKey())).isSameAs(pool);
    injector.getInstance(LifecycleRegistry.class).close();

    assertThat(pool.isClosed()).isTrue();
  }

  @Test
  void dataSourceThatTheServiceClosesNeedsNoRegistry() {
    try (HikariDataSource pool = new HikariDataSource()) {
      Injector injector = wired(ExistingDataSourceModule.of(pool, DEFAULT, Dialect.MYSQL));

      assertThat(injector.getInstance(DEFAULT.dbKey())).isSameAs(pool);
    }
  }
}
