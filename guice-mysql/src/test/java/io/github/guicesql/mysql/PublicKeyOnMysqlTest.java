package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MysqlServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does a first login without TLS say, and does it work with what it says to write? */
@Tag("any-jdk")
final class PublicKeyOnMysqlTest {

  @ParameterizedTest
  @CsvSource({"mariadb, sslMode=disable", "mysql, sslMode=DISABLED"})
  void theRefusalNamesTheParameterAndTheParameterHelps(String driver, String plain)
      throws Exception {
    try (TestDatabase database = MysqlServer.shared().createDatabase();
        LifecycleRegistry registry = new LifecycleRegistry()) {
      // The server remembers who has logged in over TLS, and asks for no key then.
      String user = "first_by_" + driver;
      try (Connection admin = database.connect();
          Statement statement = admin.createStatement()) {
        statement.execute(
            "create user '%s'@'%%' identified with caching_sha2_password by 'once'"
                .formatted(user));
        statement.execute("grant all on `%s`.* to '%s'@'%%'".formatted(database.database(), user));
      }
      String url =
          "jdbc:%s://%s:%d/%s?user=%s&password=%s&%s"
              .formatted(
                  driver,
                  database.host(),
                  database.port(),
                  database.database(),
                  user,
                  "once",
                  plain);

      assertThat(catchThrowable(() -> connect("refused", url, registry)))
          .hasStackTraceContaining("allowPublicKeyRetrieval=true in a JDBC URL");

      connect("helped", url + "&allowPublicKeyRetrieval=true", registry);
    }
  }

  private static void connect(String name, String url, LifecycleRegistry registry)
      throws Exception {
    try (Connection connection =
        Guice.createInjector(
                LifecycleModule.using(registry),
                new MysqlModule(
                    SqlOptions.named(name)
                        .withConfig(ConfigSource.map(Map.of("mysql." + name + ".dsn", url)))
                        .withPool(pool -> pool.setInitializationFailTimeout(1))))
            .getInstance(SqlTokens.named(name).dbKey())
            .getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }
}
