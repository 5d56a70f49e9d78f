package io.github.guicesql.sqlmodule.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What becomes of a configuration that is kept in the very database it configures? */
final class SelfReferenceTest {

  @Test
  void valueReadFromTheDatabaseItConfiguresIsATypedError() {
    assertRefused(new ReadsItsDatabase());
  }

  @Test
  void soItIsWithoutCircularProxies() {
    assertRefused(new ReadsItsDatabase(), Binder::disableCircularProxies);
  }

  @Test
  void soItIsThroughAProvider() {
    assertRefused(
        new AbstractModule() {
          @Provides
          @Named("h2.database")
          String database(@Named(SqlTokens.DB) Provider<DataSource> db) throws SQLException {
            return read(db.get());
          }
        });
  }

  @Test
  void soItIsThroughAnObjectInBetween() {
    assertRefused(
        new AbstractModule() {
          @Provides
          @Named("h2.database")
          String database(SettingsTable table) throws SQLException {
            return read(table.db);
          }
        });
  }

  @Test
  void oneDatabaseMayConfigureAnother() throws SQLException {
    H2Module first = H2Module.fresh();
    Injector injector =
        Guice.createInjector(
            first,
            new H2Module(SqlOptions.named("audit").withConfigModule(new FromTheDefaultDatabase())));

    DataSource db = injector.getInstance(SqlTokens.named("audit").dbKey());

    try (Connection connection = db.getConnection()) {
      assertThat(connection.getMetaData().getURL()).startsWith("jdbc:h2:mem:TEST");
    }
    injector.getInstance(LifecycleRegistry.class).close();
  }

  @Test
  void twoDatabasesThatConfigureEachOtherAreATypedError() {
    Injector injector =
        Guice.createInjector(
            new H2Module(
                SqlOptions.defaults()
                    .withConfigModule(
                        new AbstractModule() {
                          @Provides
                          @Named("h2.database")
                          String database(@Named("database.audit.db") Provider<DataSource> db)
                              throws SQLException {
                            return read(db.get());
                          }
                        })),
            new H2Module(SqlOptions.named("audit").withConfigModule(new FromTheDefaultDatabase())));

    assertTyped(catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey())));
  }

  private static void assertRefused(Module config, Module... others) {
    SqlOptions options = SqlOptions.defaults().withConfigModule(config);
    Injector injector =
        Guice.createInjector(
            binder -> {
              binder.install(new H2Module(options));
              for (Module other : others) {
                binder.install(other);
              }
            });

    assertTyped(catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey())));
    assertTyped(catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey())));
  }

  private static void assertTyped(Throwable thrown) {
    assertThat(SqlErrors.find(thrown).orElseThrow())
        .isInstanceOfSatisfying(
            SqlBuildException.class,
            error -> assertThat(error.stage()).isEqualTo(BuildStage.RESOLVE_CONFIG));
    assertThat(PrintedStackTrace.of(thrown)).doesNotContain("StackOverflowError");
  }

  private static String read(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return connection.getCatalog();
    }
  }

  private static final class ReadsItsDatabase extends AbstractModule {
    @Provides
    @Named("h2.database")
    String database(@Named(SqlTokens.DB) DataSource db) throws SQLException {
      return read(db);
    }
  }

  private static final class FromTheDefaultDatabase extends AbstractModule {
    @Provides
    @Named("h2.audit.database")
    String database(@Named(SqlTokens.DB) DataSource db) throws SQLException {
      return read(db);
    }
  }

  private static final class SettingsTable {
    private final DataSource db;

    @Inject
    SettingsTable(@Named(SqlTokens.DB) DataSource db) {
      this.db = db;
    }
  }
}
