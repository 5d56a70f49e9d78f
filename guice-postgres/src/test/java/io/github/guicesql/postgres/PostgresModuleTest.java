package io.github.guicesql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import com.google.inject.name.Named;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.net.URLEncoder;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The module as a service installs it, on a real server. */
final class PostgresModuleTest {

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static SqlOptions named(String name, String key, String dsn) {
    return SqlOptions.named(name).withConfig(ConfigSource.map(Map.of(key, dsn)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DEVELOPMENT", "PRODUCTION"})
  void twoKeysAndNothingElse(Stage stage) {
    try (LifecycleRegistry registry = new LifecycleRegistry()) {
      Injector injector =
          Guice.createInjector(
              stage,
              LifecycleModule.using(registry),
              new PostgresModule(named("", "POSTGRES_DSN", database.dsn())),
              binder -> binder.requireExplicitBindings());
      assertThat(
              injector.getAllBindings().keySet().stream()
                  .filter(key -> key.getAnnotation() instanceof Named)
                  .collect(Collectors.<Key<?>>toSet()))
          .containsExactlyInAnyOrder(
              SqlTokens.defaults().dbKey(), SqlTokens.defaults().dialectKey());
      assertThat(injector.getInstance(SqlTokens.defaults().dialectKey()))
          .isEqualTo(Dialect.POSTGRES);
      assertThat(registry).hasToString("LifecycleRegistry(OPEN, [])");
    }
  }

  @Test
  void eachFormOfDsnConnects() throws Exception {
    String keywords =
        "host=%s port=%d dbname=%s user=%s password='%s'"
            .formatted(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database.password().replace("\\", "\\\\").replace("'", "\\'"));
    String jdbc =
        "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
            .formatted(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                URLEncoder.encode(database.password(), UTF_8));
    for (String dsn : List.of(database.dsn(), keywords, jdbc)) {
      try (Postgres postgres = Postgres.at(dsn)) {
        postgres.execute("drop table if exists t", "create table t (x int)");
        postgres.execute("insert into t values (1)", "update t set x = 2");
        assertThat(postgres.query("select x from t")).isEqualTo("2");
        postgres.execute("delete from t");
        assertThat(postgres.query("select current_database()")).isEqualTo(database.database());
      }
    }
  }

  @Test
  void aSessionIsNamedAfterThePoolUnlessTheDsnNamesIt() throws Exception {
    String name = "select application_name from pg_stat_activity where pid = pg_backend_pid()";
    try (Postgres postgres = Postgres.at(database.dsn())) {
      assertThat(postgres.query(name)).isEqualTo("database.db");
    }
    try (Postgres postgres = Postgres.at(withParameter("application_name=billing"))) {
      assertThat(postgres.query(name)).isEqualTo("billing");
    }
  }

  /** Also when the DSN names none, and the database is that of the user's name. */
  @Test
  void theMetadataNameTheDatabase() throws Exception {
    TestDatabase usersOwn = PostgresServer.shared().defaultDatabase();
    String unnamed = usersOwn.dsn().replaceAll("/[^/]*$", "/");
    for (String dsn : List.of(database.dsn(), unnamed)) {
      try (Postgres postgres = Postgres.at(dsn);
          Connection connection = postgres.connection()) {
        assertThat(connection.getMetaData().getURL())
            .endsWith("/" + Postgres.query(connection, "select current_database()"));
      }
    }
  }

  private static String withParameter(String parameter) {
    return database.dsn() + (database.dsn().contains("?") ? "&" : "?") + parameter;
  }

  @Test
  void thePoolIsAsAskedFor() throws Exception {
    try (Postgres postgres =
        Postgres.at(
            database.dsn(),
            "POSTGRES_MAX_OPEN_CONNS",
            "4",
            "POSTGRES_MAX_IDLE_CONNS",
            "1",
            "POSTGRES_CONN_MAX_LIFETIME",
            "90s")) {
      postgres.query("select 1");
      HikariDataSource pool = postgres.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getPoolName()).isEqualTo("database.db");
      assertThat(pool.getMaximumPoolSize()).isEqualTo(4);
      assertThat(pool.getMinimumIdle()).isEqualTo(1);
      assertThat(pool.getMaxLifetime()).isEqualTo(90_000);
    }
    try (Postgres postgres = Postgres.at(database.dsn(), "POSTGRES_CONN_MAX_LIFETIME", "0")) {
      HikariDataSource pool = postgres.dataSource().unwrap(HikariDataSource.class);
      assertThat(pool.getMaxLifetime()).isZero();
      assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
      assertThat(pool.getMinimumIdle()).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRES_MAX_OPEN_CONNS,    0,   It is out of range.",
    "POSTGRES_MAX_OPEN_CONNS,    -3,  It is out of range.",
    "POSTGRES_MAX_IDLE_CONNS,    -1,  It is out of range.",
    "POSTGRES_MAX_IDLE_CONNS,    11,  It is more than the 10 connections",
    "POSTGRES_CONN_MAX_LIFETIME, 5s,  It is too short.",
    "POSTGRES_CONN_MAX_LIFETIME, -1h, It is negative.",
    "POSTGRES_CONNECT_TIMEOUT,   2,   It has no unit.",
    "POSTGRES_REWRITE_BATCHES,   yes, It is not a known value.",
  })
  void aWrongPoolSettingIsRefused(String key, String value, String wrong) {
    ConfigProblem problem = problems(Map.of("POSTGRES_DSN", database.dsn(), key, value)).get(0);
    assertThat(problem.key()).isEqualTo(key);
    assertThat(problem.value()).isEqualTo(value);
    assertThat(problem.wrong()).startsWith(wrong);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://u:hunter2@h:port/db            | At position 22: the parameter port is not",
        "postgres://u:hunter2@h:99999/db           | Write a number from 1 to 65535",
        "mysql://u:hunter2@h/db                    | postgres",
        "postgres://u:hunter2@h/db?sslcrl=x        | sslcrl",
        "postgres://u:hunter2@h/db?no_such_key=x   | position",
        "host=h password=hunter2 user              | position",
        "jdbc:postgresql://h/db?password=hunter2&nope=1 | At position 41: the parameter nope",
        "host=/var/run/postgresql password=hunter2 | socket",
      })
  void aDsnThatCannotBeHonouredIsRefusedWithoutItsPassword(String dsn, String said) {
    List<ConfigProblem> problems = problems(Map.of("POSTGRES_DSN", dsn));
    assertThat(problems).allSatisfy(p -> assertThat(p.key()).isEqualTo("POSTGRES_DSN"));
    assertThat(problems).allSatisfy(p -> assertThat(p.value()).isEqualTo("***"));
    assertThat(problems.toString()).contains(said).doesNotContain("hunter2");
  }

  @Test
  void noDsn() {
    assertThat(problems(Map.of())).hasSize(1);
    assertThat(problems(Map.of()).get(0).toString())
        .startsWith("POSTGRES_DSN (postgres.dsn): It is required but not set.");
  }

  private static List<ConfigProblem> problems(Map<String, String> config) {
    Injector injector =
        Guice.createInjector(
            new PostgresModule(SqlOptions.defaults().withConfig(ConfigSource.map(config))));
    Throwable thrown = catchThrowable(() -> injector.getInstance(SqlTokens.defaults().dbKey()));
    return ((SqlConfigException) SqlErrors.find(thrown).orElseThrow()).problems();
  }

  @Test
  @SuppressWarnings("try") // what is left once the registry has closed is what is asked
  void databasesOfTwoDriversCloseNewestFirst() throws Exception {
    try (LifecycleRegistry registry = new LifecycleRegistry();
        TestDatabase second = PostgresServer.shared().createDatabase()) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new PostgresModule(named("", "POSTGRES_DSN", database.dsn())),
              new PostgresModule(named("analytics", "POSTGRES_ANALYTICS_DSN", second.dsn())),
              new SqliteModule(named("cache", "SQLITE_CACHE_PATH", ":memory:")));
      for (String name : List.of("cache", "", "analytics")) {
        try (Connection connection =
            injector.getInstance(SqlTokens.named(name).dbKey()).getConnection()) {
          assertThat(connection.isValid(5)).isTrue();
        }
      }
      assertThat(registry)
          .hasToString(
              "LifecycleRegistry(OPEN, [database.analytics.db, database.db, database.cache.db])");
      registry.close();
      try (Connection observer = database.connect()) {
        assertThat(
                Postgres.query(
                    observer,
                    "select count(*) from pg_stat_activity where application_name like"
                        + " 'database.%'"))
            .isEqualTo("0");
      }
    }
  }
}
