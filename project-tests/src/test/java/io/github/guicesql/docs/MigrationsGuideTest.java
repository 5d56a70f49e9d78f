package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Module;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guides/migrations.md shows, on PostgreSQL and SQLite. */
final class MigrationsGuideTest {

  private final TestDatabase postgres = PostgresServer.shared().createDatabase();
  private LifecycleRegistry registry = new LifecycleRegistry();
  @TempDir Path folder;
  private SqlOptions options;

  @BeforeEach
  void configure() {
    options =
        SqlOptions.defaults()
            .withConfig(
                ConfigSource.map(
                    Map.of(
                        "postgres.dsn",
                        postgres.dsn(),
                        "sqlite.path",
                        folder.resolve("shop.db").toString())));
  }

  @AfterEach
  void close() {
    registry.close();
    postgres.close();
  }

  private DataSource start(Module driver) {
    registry.close();
    registry = new LifecycleRegistry();
    return Guice.createInjector(LifecycleModule.using(registry), driver)
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private static String query(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  @Test
  void flyway() throws Exception {
    for (int i = 0; i < 2; i++) {
      DataSource db = start(MigrationsGuide.flyway(options));
      assertThat(query(db, "select count(*) from customers")).isEqualTo("0");
      assertThat(query(db, "select count(*) from flyway_schema_history")).isEqualTo("1");
    }
  }

  @Test
  void flywayOfAFeatureBesideAnother() throws Exception {
    start(MigrationsGuide.flyway(options)).getConnection().close();

    DataSource db = start(new PostgresModule(MigrationsGuide.flywayOfAFeature(options)));

    assertThat(query(db, "select count(*) from entries")).isEqualTo("0");
  }

  @Test
  void flywayOnSqlite() throws Exception {
    for (int i = 0; i < 2; i++) {
      DataSource db = start(new SqliteModule(MigrationsGuide.flywayOfAFeature(options)));
      assertThat(query(db, "select count(*) from entries")).isEqualTo("0");
    }
  }

  @Test
  void command() throws Exception {
    MigrationsGuide.command(options);

    assertThat(query(start(new PostgresModule(options)), "select count(*) from users"))
        .isEqualTo("0");
  }

  @Test
  void liquibase() throws Exception {
    SqlOptions migrated =
        options.withMigration(Migration.named("liquibase", MigrationsGuide::liquibase));
    assertThat(query(start(new PostgresModule(migrated)), "select count(*) from customers"))
        .isEqualTo("0");
    // As a killed process leaves it.
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update databasechangeloglock set locked = true, lockedby = 'killed', lockgranted ="
              + " now()");
    }

    assertThat(query(start(new PostgresModule(migrated)), "select count(*) from databasechangelog"))
        .isEqualTo("1");
    assertThat(query(start(new SqliteModule(migrated)), "select count(*) from customers"))
        .isEqualTo("0");
  }

  @Test
  void plainSqlFiles() throws Exception {
    SqlOptions first = options.withMigration(MigrationsGuide.sqlFiles("db/plain/1.sql"));
    SqlOptions second =
        options.withMigration(MigrationsGuide.sqlFiles("db/plain/1.sql", "db/plain/2.sql"));
    for (SqlOptions version : new SqlOptions[] {first, second, second}) {
      assertThat(query(start(new SqliteModule(version)), "select name from customers"))
          .isEqualTo("Ada");
      assertThat(query(start(new PostgresModule(version)), "select name from customers"))
          .isEqualTo("Ada");
    }
    assertThat(query(start(new PostgresModule(second)), "select count(mail) from customers"))
        .isEqualTo("0");
  }
}
