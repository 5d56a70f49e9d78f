package io.github.guicesql.docs;

import com.google.inject.AbstractModule;
import com.google.inject.Inject;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.jdbc.JdbcModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.legacy.AliasModule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;

/** The third walk of docs/guides/migrating.md: the service before it, and after. */
final class PropertiesService {

  private PropertiesService() {}

  static void migrate(DataSource db) throws Exception {
    try (Connection connection = db.getConnection();
        Liquibase liquibase =
            new Liquibase(
                "db/tracker.xml",
                new ClassLoaderResourceAccessor(),
                new JdbcConnection(connection))) {
      liquibase.update();
    }
  }

  /** A class that stays as it is. */
  static final class Positions {
    private final DataSource db;

    @Inject
    Positions(DataSource db) {
      this.db = db;
    }

    /** Stores a position, and returns how many there are now. */
    long add(String device, double speed) throws SQLException {
      try (Connection connection = db.getConnection();
          PreparedStatement insert =
              connection.prepareStatement("insert into positions (device, speed) values (?, ?)");
          Statement statement = connection.createStatement()) {
        insert.setString(1, device);
        insert.setDouble(2, speed);
        insert.executeUpdate();
        try (ResultSet rows = statement.executeQuery("select count(*) from positions")) {
          rows.next();
          return rows.getLong(1);
        }
      }
    }
  }

  static final class Before extends AbstractModule {
    private final Properties config;

    Before(Properties config) {
      this.config = config;
    }

    @Provides
    @Singleton
    DataSource dataSource() throws Exception {
      HikariConfig pool = new HikariConfig();
      pool.setDriverClassName(config.getProperty("database.driver", "org.h2.Driver"));
      pool.setJdbcUrl(config.getProperty("database.url", "jdbc:h2:file:./data/tracker"));
      pool.setUsername(config.getProperty("database.user", "sa"));
      pool.setPassword(config.getProperty("database.password", ""));
      pool.setConnectionInitSql(config.getProperty("database.checkConnection", "select 1"));
      pool.setMaximumPoolSize(Integer.parseInt(config.getProperty("database.maxPoolSize", "10")));
      HikariDataSource db = new HikariDataSource(pool);
      migrate(db);
      return db;
    }
  }

  static final class After extends AbstractModule {
    private final Properties config;

    After(Properties config) {
      this.config = config;
    }

    @Override
    protected void configure() {
      SqlOptions options =
          SqlOptions.defaults()
              .withConfig(Settings.in(config))
              .withMigration(PropertiesService::migrate);
      boolean mysql = config.getProperty("database.url", "").startsWith("jdbc:mysql:");
      install(mysql ? new MysqlModule(options) : new JdbcModule(Dialect.H2, options));
      install(AliasModule.dataSource(Key.get(DataSource.class), SqlTokens.defaults()));
    }
  }

  /** The service's own file, by its own keys. */
  static final class Settings {
    private static final Map<String, String> NAMES =
        Map.of(
            "dsn", "database.url",
            "url", "database.url",
            "user", "database.user",
            "password", "database.password",
            "max-open-conns", "database.maxPoolSize");
    private static final Map<String, String> DEFAULTS =
        Map.of("url", "jdbc:h2:file:./data/tracker", "user", "sa");

    private Settings() {}

    static ConfigSource in(Properties config) {
      return key -> {
        String setting = key.token().substring(key.token().indexOf('.') + 1);
        String name = NAMES.getOrDefault(setting, "");
        return Optional.ofNullable(config.getProperty(name, DEFAULTS.get(setting)));
      };
    }
  }
}
