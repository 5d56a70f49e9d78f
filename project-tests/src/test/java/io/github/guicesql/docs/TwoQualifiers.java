package io.github.guicesql.docs;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import com.google.inject.AbstractModule;
import com.google.inject.BindingAnnotation;
import com.google.inject.Inject;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Names;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import java.lang.annotation.Retention;
import javax.sql.DataSource;

/** The second walk of docs/guides/migrating.md: the service before it, and after. */
final class TwoQualifiers {

  private TwoQualifiers() {}

  @BindingAnnotation
  @Retention(RUNTIME)
  @interface MainDb {}

  @BindingAnnotation
  @Retention(RUNTIME)
  @interface AuditDb {}

  /** What the service's configuration library reads for each database. */
  record DbConfig(String url, String user, String password, int maxPoolSize) {}

  record Config(DbConfig main, DbConfig audit) {}

  /** Stands for Liquibase or Flyway. */
  interface Migrations {
    void update(DataSource db);
  }

  /** A class that stays as it is. */
  static final class Journal {
    final DataSource main;
    final DataSource audit;

    @Inject
    Journal(@MainDb DataSource main, @AuditDb DataSource audit) {
      this.main = main;
      this.audit = audit;
    }
  }

  static final class Before extends AbstractModule {
    private final Config config;
    private final Migrations migrations;

    Before(Config config, Migrations migrations) {
      this.config = config;
      this.migrations = migrations;
    }

    @Provides
    @Singleton
    @MainDb
    DataSource main() {
      HikariDataSource db = pool(config.main());
      migrations.update(db);
      return db;
    }

    @Provides
    @Singleton
    @AuditDb
    DataSource audit() {
      return pool(config.audit());
    }

    private static HikariDataSource pool(DbConfig config) {
      HikariConfig pool = new HikariConfig();
      pool.setJdbcUrl(config.url());
      pool.setUsername(config.user());
      pool.setPassword(config.password());
      pool.setMaximumPoolSize(config.maxPoolSize());
      pool.addDataSourceProperty("ApplicationName", "shop");
      return new HikariDataSource(pool);
    }
  }

  static final class After extends AbstractModule {
    private final Config config;
    private final Migrations migrations;

    After(Config config, Migrations migrations) {
      this.config = config;
      this.migrations = migrations;
    }

    @Override
    protected void configure() {
      install(
          new PostgresModule(
              SqlOptions.defaults()
                  .withConfigModule(new DbValues("postgres.", config.main()))
                  .withMigration(migrations::update)));
      install(
          new PostgresModule(
              SqlOptions.named("audit")
                  .withConfigModule(new DbValues("postgres.audit.", config.audit()))));
      install(
          AliasModule.dataSource(Key.get(DataSource.class, MainDb.class), SqlTokens.defaults()));
      install(
          AliasModule.dataSource(
              Key.get(DataSource.class, AuditDb.class), SqlTokens.named("audit")));
    }
  }

  /** The service's configuration, under the tokens of one database. */
  static final class DbValues extends AbstractModule {
    private final String prefix;
    private final DbConfig config;

    DbValues(String prefix, DbConfig config) {
      this.prefix = prefix;
      this.config = config;
    }

    @Override
    protected void configure() {
      bindText("dsn", config.url());
      bindText("user", config.user());
      bindText("password", config.password());
      bindText("max-open-conns", Integer.toString(config.maxPoolSize()));
      bindText("pool-name", "shop");
    }

    private void bindText(String setting, String value) {
      bind(String.class).annotatedWith(Names.named(prefix + setting)).toInstance(value);
    }
  }
}
