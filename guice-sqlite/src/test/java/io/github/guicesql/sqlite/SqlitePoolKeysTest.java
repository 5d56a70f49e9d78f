package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of the pool, on a file. */
final class SqlitePoolKeysTest {

  @TempDir Path folder;

  @Test
  void theConnectionsAreAsTheKeysSay() throws Exception {
    ConfigSource config =
        ConfigSource.map(
            Map.of(
                "SQLITE_PATH", folder.resolve("a.db").toString(),
                "SQLITE_INIT_SQL", "pragma cache_size = -777",
                "SQLITE_AUTO_COMMIT", "false",
                "SQLITE_POOL_NAME", "orders db",
                "SQLITE_BORROW_TIMEOUT", "2s",
                "SQLITE_CONN_MAX_IDLE_TIME", "1m"));
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      DataSource db =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new SqliteModule(SqlOptions.defaults().withConfig(config)))
              .getInstance(SqlTokens.defaults().dbKey());
      HikariDataSource pool = db.unwrap(HikariDataSource.class);
      assertThat(pool.getPoolName()).isEqualTo("orders db");
      assertThat(pool.getIdleTimeout()).isEqualTo(60_000);
      assertThat(pool.getConnectionTimeout()).isEqualTo(2_000);
      for (int i = 0; i < 2; i++) {
        try (Connection connection = db.getConnection();
            Statement statement = connection.createStatement()) {
          assertThat(connection.getAutoCommit()).isFalse();
          try (ResultSet result = statement.executeQuery("pragma cache_size")) {
            assertThat(result.getInt(1)).isEqualTo(-777);
          }
          statement.execute("create table if not exists t (a int)");
          statement.execute("insert into t values (1)");
        }
      }
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement();
          ResultSet tables = statement.executeQuery("select count(*) from sqlite_schema")) {
        assertThat(tables.getInt(1)).as("what nobody has committed").isZero();
      }
    }
  }
}
