package io.github.guicesql.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import io.github.guicesql.examples.users.UserData;
import io.github.guicesql.examples.users.Users;
import io.github.guicesql.examples.users.UsersModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.MariaDbOptions;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.PostgresOptions;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.ReplicatedPair;
import io.github.guicesql.sqltest.TestAuthority;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guides/testing.md shows and says, beside its two classes with an extension. */
@Timeout(120)
final class TestingGuideTest {

  private static final UserData ADA = new UserData("ada@example.org", "Ada");

  @TempDir Path folder;

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void theServiceInMemory() throws SQLException {
    ConfigSource inMemory = ConfigSource.map(Map.of("sqlite.path", ":memory:"));
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(SqlOptions.defaults().withConfig(inMemory)),
              new UsersModule());
      Users users = injector.getInstance(Users.class);
      assertThat(users.create(ADA).name()).isEqualTo("Ada");
    }
  }

  /** The service's composition root, which a test cannot change. */
  private static final class ServiceModule extends AbstractModule {
    @Override
    protected void configure() {
      install(new LifecycleModule());
      install(new PostgresModule());
      install(new UsersModule());
    }
  }

  @Test
  void theWholeServiceWithAnotherDatabase() throws SQLException {
    ConfigSource inMemory = ConfigSource.map(Map.of("sqlite.path", ":memory:"));
    Module service =
        Modules.override(new ServiceModule())
            .with(new SqliteModule(SqlOptions.defaults().withConfig(inMemory)));
    Injector injector = Guice.createInjector(service);
    try (LifecycleRegistry registry = injector.getInstance(LifecycleRegistry.class)) {
      Users users = injector.getInstance(Users.class);
      assertThat(users.create(ADA).name()).isEqualTo("Ada");
      assertThat(injector.getInstance(SqlTokens.defaults().dialectKey())).isEqualTo(Dialect.SQLITE);
      assertThat(registry.toString()).contains("database.db");
    }
  }

  @Test
  void aDatabaseByHand() throws SQLException {
    try (TestDatabase database = PostgresServer.shared().createDatabase();
        LifecycleRegistry registry = new LifecycleRegistry()) {
      ConfigSource config = ConfigSource.map(Map.of("postgres.dsn", database.dsn()));
      DataSource db =
          Guice.createInjector(
                  LifecycleModule.using(registry),
                  new PostgresModule(SqlOptions.defaults().withConfig(config)))
              .getInstance(SqlTokens.defaults().dbKey());
      try (Connection connection = db.getConnection()) {
        assertThat(query(connection, "select current_database()")).isEqualTo(database.database());
      }
    }
  }

  @Test
  void aServerOfOnesOwn() throws SQLException {
    PostgresOptions options = PostgresOptions.defaults().withSetting("max_connections", "5");
    try (PostgresServer server = PostgresServer.launch(options)) {
      TestDatabase database = server.createDatabase();
      try (Connection connection = database.connect()) {
        assertThat(query(connection, "show max_connections")).isEqualTo("5");
        server.restart();
        assertThat(connection.isValid(1)).isFalse();
      }
      try (Connection connection = database.connect()) {
        assertThat(query(connection, "select current_database()")).isEqualTo(database.database());
      }
    }
  }

  @Test
  void aMariaDbOfOnesOwn() throws SQLException {
    MariaDbOptions options = MariaDbOptions.defaults().withSetting("max_connections", "10");
    try (MariaDbServer server = MariaDbServer.launch(options);
        Connection connection = server.defaultDatabase().connect()) {
      assertThat(query(connection, "select @@max_connections")).isEqualTo("10");
    }
  }

  @Test
  void aReplicatedPair() throws SQLException {
    try (ReplicatedPair pair = ReplicatedPair.launch(MariaDbOptions.defaults())) {
      pair.second().awaitReplay(pair.first());
      pair.first().kill();
      pair.second().promote();
      try (Connection connection = pair.second().database().connect()) {
        assertThat(query(connection, "select @@read_only")).isEqualTo("0");
      }
    }
  }

  @Test
  void aServerWithData() throws SQLException {
    PostgresOptions options = PostgresOptions.defaults().withDataDirectory(folder.resolve("data"));
    for (String expected : new String[] {"1", "2"}) {
      try (PostgresServer server = PostgresServer.launch(options);
          Connection connection = server.defaultDatabase().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("create table if not exists starts (at timestamp)");
        statement.execute("insert into starts values (current_timestamp)");
        assertThat(query(connection, "select count(*) from starts")).isEqualTo(expected);
      }
    }
  }

  @Test
  void aServerWithTls() throws Exception {
    TestAuthority authority = new TestAuthority(folder, "authority");
    TestAuthority.Issued own = authority.issue("server", "localhost", "dns:localhost,ip:127.0.0.1");
    PostgresOptions options = PostgresOptions.defaults().withTls(own.certificate(), own.key());
    try (PostgresServer server = PostgresServer.launch(options)) {
      String dsn =
          server.defaultDatabase().dsn()
              + "?sslmode=verify-full&sslrootcert="
              + authority.certificate();
      assertThat(encrypted(dsn)).isEqualTo("t");

      TestAuthority stranger = new TestAuthority(folder, "stranger");
      String distrusting =
          dsn.replace(authority.certificate().toString(), stranger.certificate().toString());
      assertThatThrownBy(() -> encrypted(distrusting)).isInstanceOf(SQLException.class);
    }
  }

  private static String encrypted(String dsn) throws SQLException {
    ConfigSource config = ConfigSource.map(Map.of("postgres.dsn", dsn));
    try (LifecycleRegistry registry = new LifecycleRegistry();
        Connection connection =
            Guice.createInjector(
                    LifecycleModule.using(registry),
                    new PostgresModule(
                        SqlOptions.defaults()
                            .withConfig(config)
                            .withPool(pool -> pool.setConnectionTimeout(2_000))))
                .getInstance(SqlTokens.defaults().dbKey())
                .getConnection()) {
      return query(connection, "select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    }
  }

  @Test
  void aDroppedDatabaseIsGone() {
    TestDatabase database = PostgresServer.shared().createDatabase();
    database.close();
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    database.jdbcUrl(), database.user(), database.password()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("does not exist");
  }
}
