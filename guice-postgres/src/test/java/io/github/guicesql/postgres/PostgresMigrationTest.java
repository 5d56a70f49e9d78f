package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.drivercontract.MigrationContract;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.driver.DriverHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class PostgresMigrationTest extends MigrationContract {

  private static final String LOCKS = "select count(*) from pg_locks where locktype = 'advisory'";

  PostgresMigrationTest() {
    super(new PostgresEngine());
  }

  @Override
  protected void dropUser(Connection admin, String user) throws SQLException {
    String there = "select count(*) from pg_roles where rolname = '" + user + "'";
    if (Postgres.query(admin, there).equals("1")) {
      Postgres.execute(admin, "drop owned by " + user, "drop role " + user);
    }
  }

  @Override
  protected void allowTables(Connection admin, String user) throws SQLException {
    Postgres.execute(admin, "grant all on schema public to " + user);
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
    SqlOptions other = options(migrated -> assertIndexed(migrated));
    FutureTask<Boolean> second =
        start(
            () -> {
              migrate(other);
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
    migrate(options(migrated -> assertThat(asAdmin(LOCKS)).isEqualTo("1")));
    Awaitility.await().until(() -> asAdmin(LOCKS).equals("0"));
    SqlOptions failing = options(migrated -> execute(migrated, "no such statement"));

    SqlBuildException failure =
        catchThrowableOfType(SqlBuildException.class, () -> migrate(failing));

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
        catchThrowableOfType(SqlBuildException.class, () -> migrate(options));

    assertThat(failure).hasMessageContaining("was lost before the migration second");
  }

  @Test
  void aTransactionThatRunsAfterTheDrainIsRolledBack() throws Exception {
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

    close();

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
    close();

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
