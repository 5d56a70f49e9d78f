package io.github.guicesql.mysql;

import com.zaxxer.hikari.HikariConfig;
import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** A database as an application gets it, closed at the end of a test. */
final class Mysql extends OpenDatabase {

  /** The driver that a test runs with: both are on its class path, so a JDBC URL names one. */
  enum Driver {
    MARIADB("jdbc:mariadb:", "org.mariadb.jdbc"),
    MYSQL("jdbc:mysql:", "com.mysql.cj");

    final String scheme;
    final String packageName;

    Driver(String scheme, String packageName) {
      this.scheme = scheme;
      this.packageName = packageName;
    }

    String dsn(TestDatabase database) {
      return dsn(database, "");
    }

    String dsn(TestDatabase database, String parameters) {
      return dsn(
          database.host(),
          database.port(),
          database.database(),
          database.user(),
          database.password(),
          parameters);
    }

    String dsn(
        String host, int port, String name, String user, String password, String parameters) {
      return "%s//%s:%s@%s:%d/%s?%s"
          .formatted(scheme, encode(user), encode(password), host, port, name, parameters);
    }
  }

  private Mysql(Map<String, String> config, Duration drain, Duration connectionTimeout) {
    super(
        drain,
        new MysqlModule(
            SqlOptions.defaults()
                .withConfig(ConfigSource.map(config))
                .withPool(pool -> pool.setConnectionTimeout(connectionTimeout.toMillis()))));
  }

  static Mysql at(String dsn, String... more) {
    return at(Duration.ofSeconds(5), Duration.ofSeconds(30), dsn, more);
  }

  static Mysql with(Map<String, String> config) {
    return new Mysql(config, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  static Mysql at(Duration drain, Duration connectionTimeout, String dsn, String... more) {
    Map<String, String> config = new HashMap<>(Map.of("MYSQL_DSN", dsn));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return new Mysql(config, drain, connectionTimeout);
  }

  /** As the pool opens its connections. */
  static DataSource unpooled(MysqlParameters parameters) {
    return new MysqlHandle(
            parameters,
            new MysqlSession(parameters.connector(), new HikariConfig()),
            HostRole.READ_WRITE,
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            null,
            null,
            false)
        .unpooled();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
