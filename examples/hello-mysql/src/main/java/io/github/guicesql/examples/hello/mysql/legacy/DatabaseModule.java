package io.github.guicesql.examples.hello.mysql.legacy;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import javax.inject.Singleton;
import javax.sql.DataSource;

/** Binds the one database of the service, a pool that only the end of the JVM closes. */
public final class DatabaseModule extends AbstractModule {

  private final Map<String, String> environment;

  /** Reads the JDBC URL in {@code MYSQL_DSN}. */
  public DatabaseModule(Map<String, String> environment) {
    this.environment = environment;
  }

  @Provides
  @Singleton
  DataSource dataSource() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(environment.get("MYSQL_DSN"));
    config.setMaximumPoolSize(10);
    HikariDataSource pool = new HikariDataSource(config);
    Runtime.getRuntime().addShutdownHook(new Thread(pool::close));
    return pool;
  }
}
