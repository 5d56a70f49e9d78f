package io.github.guicesql.examples.hello.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.examples.hello.mysql.legacy.Greeter;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide says of each step. */
final class MigrationTest {

  @TempDir private Path folder;
  private final TestDatabase database = MariaDbServer.shared().createDatabase();
  private final LifecycleRegistry registry = new LifecycleRegistry();

  @AfterEach
  void close() {
    registry.close();
    database.close();
  }

  private Migration migration() {
    return new Migration(
        registry,
        Map.of(
            "MYSQL_DSN",
            HelloMysql.dsn(database),
            "SQLITE_PATH",
            folder.resolve("steps.db").toString()));
  }

  private Injector at(Step step) {
    return Guice.createInjector(Stage.PRODUCTION, migration().at(step));
  }

  private static int greet(Injector injector) throws SQLException {
    return injector.getInstance(Greeter.class).greet("Ada");
  }

  private static HikariDataSource unannotated(Injector injector) throws SQLException {
    return injector.getInstance(DataSource.class).unwrap(HikariDataSource.class);
  }

  @Test
  void theOldServicesPoolIsNotTheRegistrys() throws SQLException {
    Injector legacy = at(Step.LEGACY);
    assertThat(greet(legacy)).isEqualTo(1);
    assertThat(greet(legacy)).isEqualTo(2);

    registry.close();

    try (HikariDataSource pool = unannotated(legacy)) {
      assertThat(pool.isClosed()).isFalse();
    }
  }

  @Test
  void anExistingPoolServesPortableFeaturesAndIsHandedOver() throws SQLException {
    Injector existing = at(Step.EXISTING);
    assertThat(greet(existing)).isEqualTo(1);
    HikariDataSource pool = unannotated(existing);
    assertThat(existing.getInstance(SqlTokens.defaults().dbKey()).unwrap(HikariDataSource.class))
        .isSameAs(pool);

    registry.close();

    assertThat(pool.isClosed()).isTrue();
  }

  @Test
  void withAnAliasTheOldClassesGoOnWhereTheyWere() throws SQLException {
    Injector legacy = at(Step.LEGACY);
    greet(legacy);
    unannotated(legacy).close();

    Injector aliases = at(Step.ALIASES);

    assertThat(greet(aliases)).isEqualTo(2);
    assertThat(aliases.getInstance(DataSource.class))
        .isSameAs(aliases.getInstance(SqlTokens.defaults().dbKey()));
    registry.close();
    assertThat(unannotated(aliases).isClosed()).isTrue();
  }

  @Test
  void theMigratedClassNeedsNoAlias() throws SQLException {
    greet(at(Step.ALIASES));

    Injector contract = at(Step.CONTRACT);

    assertThat(greet(contract)).isEqualTo(2);
    assertThat(contract.getExistingBinding(Key.get(DataSource.class))).isNull();
  }

  @Test
  void portableFeaturesRunOnMariaDb() throws SQLException {
    Injector portable = at(Step.PORTABLE);

    assertThat(greet(portable)).isEqualTo(1);
    assertThat(greet(portable)).isEqualTo(2);
  }

  @Test
  void theSameFeaturesRunOnSqlite() throws SQLException {
    assertThat(greet(at(Step.SQLITE))).isEqualTo(1);
    assertThat(folder.resolve("steps.db")).isNotEmptyFile();
  }

  @Test
  void theOldModuleAndTheAliasAreTwoBindingsOfOneKey() {
    assertThatThrownBy(
            () -> Guice.createInjector(migration().at(Step.LEGACY), migration().at(Step.ALIASES)))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining("DataSource was bound multiple times")
        .hasMessageContaining("AliasModule");
  }
}
