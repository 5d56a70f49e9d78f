package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Guice;
import io.github.guicesql.mysql.Mysql.Driver;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations on MySQL and MariaDB: who logs in, who waits, and what an end leaves. */
@Timeout(120)
@Tag("any-jdk")
abstract class MysqlMigrationTest {

  private final TestDatabase database;
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofMillis(50));
  private final String owner;

  MysqlMigrationTest(Server server) {
    database = server.shared().createDatabase();
    owner = "o" + database.database().substring(database.database().length() - 12);
  }

  @AfterEach
  void drop() throws SQLException {
    registry.close();
    execute("drop user if exists " + owner);
    database.close();
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = database.connect()) {
      Mysql.execute(connection, statements);
    }
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return Mysql.query(connection, sql);
    }
  }

  private SqlOptions options(Driver driver, Migration migration, String... more) {
    Map<String, String> config =
        new HashMap<>(Map.of("MYSQL_DSN", driver.dsn(database, "allowPublicKeyRetrieval=true")));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return SqlOptions.defaults().withConfig(ConfigSource.map(config)).withMigration(migration);
  }

  private SqlOptions asOwner(Driver driver, Migration migration) throws SQLException {
    execute(
        "create user " + owner + " identified by 'secret'",
        "grant all on " + database.database() + ".* to " + owner);
    return options(
        driver, migration, "MYSQL_MIGRATION_USER", owner, "MYSQL_MIGRATION_PASSWORD", "secret");
  }

  private FutureTask<Connection> start(SqlOptions options) {
    DataSource db =
        Guice.createInjector(LifecycleModule.using(registry), new MysqlModule(options))
            .getInstance(SqlTokens.defaults().dbKey());
    FutureTask<Connection> task = new FutureTask<>(db::getConnection);
    Thread thread = new Thread(task, "test-borrower");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  @ParameterizedTest
  @EnumSource
  void logsInWithItsOwnCredentialsAndThePoolWithTheDsns(Driver driver) throws Exception {
    SqlOptions options =
        asOwner(
            driver,
            migrated -> {
              try (Connection connection = migrated.getConnection()) {
                Mysql.execute(
                    connection,
                    "create table who (name varchar(100))",
                    "insert into who values (current_user())");
              }
            });

    try (Connection connection = start(options).get(60, TimeUnit.SECONDS)) {
      assertThat(Mysql.query(connection, "select name from who")).startsWith(owner + "@");
      assertThat(Mysql.query(connection, "select current_user()")).startsWith(database.user());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherProcessWaitsAndIsToldAfterTheLimit(Driver driver) {
    MysqlModule other =
        new MysqlModule(options(driver, migrated -> {}, "MYSQL_MIGRATION_LOCK_TIMEOUT", "10ms"));
    MysqlModule first = new MysqlModule(options(driver, migrated -> other.migrate()));

    SqlBuildException failure = catchThrowableOfType(SqlBuildException.class, first::migrate);

    assertThat(failure.stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(failure)
        .hasMessageContaining("Another process has held the lock")
        .hasMessageContaining("10ms");
    other.migrate();
  }

  @ParameterizedTest
  @EnumSource
  void aStatementThatRunsAfterTheDrainIsKilledThoughItsUserIsAnother(Driver driver)
      throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    FutureTask<Connection> first =
        start(
            asOwner(
                driver,
                migrated -> {
                  try (Connection connection = migrated.getConnection()) {
                    running.countDown();
                    Mysql.query(connection, "select sleep(600)");
                  }
                }));
    running.await();

    registry.close();

    assertThat(catchThrowableOfType(Exception.class, () -> first.get(60, TimeUnit.SECONDS)))
        .hasMessageContaining("The pool database.db is closed");
    Awaitility.await()
        .until(
            () ->
                query(
                        "select count(*) from information_schema.processlist where user = '"
                            + owner
                            + "'")
                    .equals("0"));
  }
}
