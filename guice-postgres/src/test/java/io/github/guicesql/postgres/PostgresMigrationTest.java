package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations on PostgreSQL: who logs in for them, who waits for whom, and what an end leaves. */
@Timeout(120)
@Tag("any-jdk")
final class PostgresMigrationTest {

  private static final String LOCKS = "select count(*) from pg_locks where locktype = 'advisory'";

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofMillis(50));
  private TestDatabase database;

  @BeforeEach
  void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterEach
  void drop() {
    registry.close();
    database.close();
  }

  private SqlOptions options(Migration migration, String... more) {
    Map<String, String> config = new HashMap<>(Map.of("POSTGRES_DSN", database.dsn()));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return SqlOptions.defaults().withConfig(ConfigSource.map(config)).withMigration(migration);
  }

  private DataSource db(SqlOptions options) {
    return Guice.createInjector(LifecycleModule.using(registry), new PostgresModule(options))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private static void execute(DataSource db, String... statements) throws SQLException {
    try (Connection connection = db.getConnection()) {
      Postgres.execute(connection, statements);
    }
  }

  private static String query(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return Postgres.query(connection, sql);
    }
  }

  private String asAdmin(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return Postgres.query(connection, sql);
    }
  }

  private static <T> FutureTask<T> start(java.util.concurrent.Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(task, "test-borrower");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  @Test
  void logsInWithItsOwnCredentials() throws Exception {
    String owner = "owner_" + database.database();
    try (Connection connection = database.connect()) {
      Postgres.execute(
          connection,
          "create role " + owner + " login password 'secret'",
          "grant all on schema public to " + owner);
    }
    try {
      DataSource db =
          db(
              options(
                  migrated -> execute(migrated, "create table users (name text)"),
                  "POSTGRES_MIGRATION_USER",
                  owner,
                  "POSTGRES_MIGRATION_PASSWORD",
                  "secret"));

      assertThat(query(db, "select tableowner from pg_tables where tablename = 'users'"))
          .isEqualTo(owner);
      assertThat(query(db, "select current_user")).isEqualTo(database.user());
    } finally {
      registry.close();
      try (Connection connection = database.connect()) {
        Postgres.execute(connection, "drop owned by " + owner, "drop role " + owner);
      }
    }
  }

  @Test
  void passwordWithoutAUserIsRefused() {
    PostgresModule module =
        new PostgresModule(options(migrated -> {}, "POSTGRES_MIGRATION_PASSWORD", "secret"));

    assertThat(catchThrowableOfType(SqlConfigException.class, module::migrate))
        .hasMessageContaining("POSTGRES_MIGRATION_PASSWORD")
        .hasMessageContaining("Set POSTGRES_MIGRATION_USER")
        .hasMessageNotContaining("\"secret\"");
  }

  @Test
  void theServersRefusalOfALoginIsKept() {
    DataSource db =
        db(
            options(
                migrated -> {},
                "POSTGRES_MIGRATION_USER",
                "nobody_" + database.database(),
                "POSTGRES_MIGRATION_PASSWORD",
                "hunter2"));

    SQLException failure = catchThrowableOfType(SQLException.class, db::getConnection);

    assertThat(failure.getSQLState()).startsWith("28");
    SqlBuildException typed = SqlErrors.find(failure, SqlBuildException.class).orElseThrow();
    assertThat(typed.stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(typed).hasMessageContaining("There is no connection to migrate with");
    assertThat(typed.toString() + typed.getCause()).doesNotContain("hunter2");
  }

  @Test
  void anIndexIsCreatedConcurrentlyWhileAnotherInstanceWaits() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DataSource db =
        db(
            options(
                migrated -> {
                  execute(migrated, "create table users (name text)");
                  running.countDown();
                  goOn.await();
                  execute(migrated, "create index concurrently names on users (name)");
                }));
    FutureTask<Connection> first = start(db::getConnection);
    running.await();
    PostgresModule other = new PostgresModule(options(migrated -> assertIndexed(migrated)));
    FutureTask<Boolean> second =
        start(
            () -> {
              other.migrate();
              return true;
            });
    String asking =
        "select count(*) from pg_stat_activity where query like '%pg_try_advisory_lock%'"
            + " and pid <> pg_backend_pid() and datname = '"
            + database.database()
            + "'";
    Awaitility.await().until(() -> asAdmin(asking).equals("1"));

    goOn.countDown();

    first.get(60, TimeUnit.SECONDS).close();
    assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
  }

  private static void assertIndexed(DataSource migrated) throws SQLException {
    assertThat(query(migrated, "select count(*) from pg_indexes where indexname = 'names'"))
        .isEqualTo("1");
  }

  @Test
  void noLockIsLeftByOneThatSucceededNorByOneThatFailed() throws Exception {
    new PostgresModule(options(migrated -> assertThat(asAdmin(LOCKS)).isEqualTo("1"))).migrate();
    Awaitility.await().until(() -> asAdmin(LOCKS).equals("0"));
    PostgresModule failing =
        new PostgresModule(options(migrated -> execute(migrated, "no such statement")));

    SqlBuildException failure = catchThrowableOfType(SqlBuildException.class, failing::migrate);

    assertThat(failure).hasMessageContaining("SQLSTATE 42601");
    Awaitility.await().until(() -> asAdmin(LOCKS).equals("0"));
  }

  @Test
  void aLockThatWasLostEndsTheMigrations() throws Exception {
    SqlOptions options =
        options(
                migrated ->
                    asAdmin(
                        "select pg_terminate_backend(pid) from pg_locks where locktype ="
                            + " 'advisory'"))
            .withMigration(Migration.named("second", migrated -> {}));

    SqlBuildException failure =
        catchThrowableOfType(SqlBuildException.class, new PostgresModule(options)::migrate);

    assertThat(failure).hasMessageContaining("was lost before the migration second");
  }

  @Test
  void aStatementThatRunsAfterTheDrainIsCancelledInTheServer() throws Exception {
    AtomicReference<String> ended = new AtomicReference<>("");
    CountDownLatch running = new CountDownLatch(1);
    DataSource db =
        db(
            options(
                migrated -> {
                  try (Connection connection = migrated.getConnection()) {
                    connection.setAutoCommit(false);
                    Postgres.execute(connection, "create table users (name text)");
                    running.countDown();
                    Postgres.execute(connection, "select pg_sleep(600)");
                  } catch (SQLException e) {
                    ended.set(String.valueOf(e.getSQLState()));
                    throw e;
                  }
                }));
    FutureTask<Connection> first = start(db::getConnection);
    running.await();

    registry.close();

    assertThat(catchThrowableOfType(Exception.class, () -> first.get(60, TimeUnit.SECONDS)))
        .hasMessageContaining("The pool database.db is closed");
    assertThat(ended.get()).isIn("57014", "08006", "08003");
    Awaitility.await()
        .until(
            () ->
                asAdmin("select count(*) from pg_stat_activity where query like '%pg_sleep(600)'")
                    .equals("0"));
    assertThat(asAdmin("select count(*) from pg_tables where tablename = 'users'")).isEqualTo("0");
  }

  @Test
  void aMigrationMayUseAnAdvisoryLockOfItsOwnWhichDiesWithItsConnection() throws Exception {
    DataSource db =
        db(
            options(
                migrated ->
                    Postgres.execute(
                        migrated.unwrap(DriverHandle.class).unpooled().getConnection(),
                        "select pg_advisory_lock(1)")));

    db.getConnection().close();
    registry.close();

    Awaitility.await().until(() -> asAdmin(LOCKS).equals("0"));
  }

  @Test
  void tablesAreMadeInThePoolsSchema() throws Exception {
    execute(db(options(migrated -> {})), "create schema shop");
    SqlOptions options =
        options(migrated -> execute(migrated, "create table users (name text)"))
            .withPool(pool -> pool.setSchema("shop"));

    DataSource db = db(options.withName(""));

    assertThat(query(db, "select schemaname from pg_tables where tablename = 'users'"))
        .isEqualTo("shop");
  }
}
