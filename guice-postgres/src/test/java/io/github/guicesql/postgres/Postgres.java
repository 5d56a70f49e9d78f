package io.github.guicesql.postgres;

import io.github.guicesql.drivercontract.OpenDatabase;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A database as an application gets it, closed at the end of a test. */
final class Postgres extends OpenDatabase {

  private Postgres(Map<String, String> config, Duration drain, Duration connectionTimeout) {
    super(
        drain,
        new PostgresModule(
            SqlOptions.defaults()
                .withConfig(ConfigSource.map(config))
                .withPool(pool -> pool.setConnectionTimeout(connectionTimeout.toMillis()))));
  }

  static Postgres at(String dsn, String... more) {
    return at(Duration.ofSeconds(5), Duration.ofSeconds(30), dsn, more);
  }

  static Postgres with(Map<String, String> config) {
    return new Postgres(config, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  static Postgres at(Duration drain, Duration connectionTimeout, String dsn, String... more) {
    Map<String, String> config = new HashMap<>(Map.of("POSTGRES_DSN", dsn));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return new Postgres(config, drain, connectionTimeout);
  }
}
