package io.github.guicesql.drivercontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Credentials;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import io.github.guicesql.sqltest.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations on a server: who logs in for them, who waits for whom, and what an end leaves. */
@Timeout(120)
@Tag("any-jdk")
public abstract class MigrationContract {

  protected final Engine engine;
  protected final TestDatabase database;
  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ofMillis(50));
  private final String owner;

  protected MigrationContract(Engine engine) {
    this.engine = engine;
    this.database = engine.shared().createDatabase();
    this.owner = "owner_" + database.database().substring(database.database().length() - 8);
  }

  @AfterEach
  void drop() throws SQLException {
    registry.close();
    try (Connection connection = database.connect()) {
      dropUser(connection, owner);
    }
    database.close();
  }

  /** Drops a user who owns tables of the database, or is not there. */
  protected abstract void dropUser(Connection admin, String user) throws SQLException;

  /** Lets a user create tables in the database. */
  protected abstract void allowTables(Connection admin, String user) throws SQLException;

  protected final SqlOptions options(Migration migration, String... more) {
    return engine.options(engine.dsn(database), more).withMigration(migration);
  }

  private SqlOptions asOwner(Migration migration) throws SQLException {
    try (Connection connection = database.connect()) {
      for (String sql : engine.createUser(new Credentials(owner, "secret"), database.database())) {
        OpenDatabase.execute(connection, sql);
      }
      allowTables(connection, owner);
    }
    return options(migration, "MIGRATION_USER", owner, "MIGRATION_PASSWORD", "secret");
  }

  /** Migrates as the command of a service would. */
  protected final void migrate(SqlOptions options) {
    engine.module(options).migrate();
  }

  protected final DataSource db(SqlOptions options) {
    return Guice.createInjector(LifecycleModule.using(registry), engine.module(options))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  protected final void close() {
    registry.close();
  }

  protected static void execute(DataSource db, String... statements) throws SQLException {
    try (Connection connection = db.getConnection()) {
      OpenDatabase.execute(connection, statements);
    }
  }

  protected static String query(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return OpenDatabase.query(connection, sql);
    }
  }

  protected final String asAdmin(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return OpenDatabase.query(connection, sql);
    }
  }

  protected static <T> FutureTask<T> start(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(task, "test-borrower");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  @Test
  void logsInWithItsOwnCredentialsAndThePoolWithTheDsns() throws Exception {
    DataSource db =
        db(
            asOwner(
                migrated -> {
                  execute(migrated, "create table who (name varchar(100))");
                  String user = query(migrated, engine.user());
                  execute(migrated, "insert into who values ('" + user + "')");
                }));

    assertThat(query(db, engine.user())).isEqualTo(database.user());
    assertThat(asAdmin("select name from who")).isEqualTo(owner);
  }

  @Test
  void passwordWithoutAUserIsRefused() {
    assertThat(
            catchThrowableOfType(
                SqlConfigException.class,
                () -> migrate(options(migrated -> {}, "MIGRATION_PASSWORD", "secret"))))
        .hasMessageContaining(engine.key("MIGRATION_PASSWORD"))
        .hasMessageContaining("Set " + engine.key("MIGRATION_USER"))
        .hasMessageNotContaining("\"secret\"");
  }

  /** MySQL refuses a user that is not there in one of several ways, which differ by server. */
  @Test
  void theServersRefusalOfALoginIsKept() throws Exception {
    SqlOptions right = asOwner(migrated -> {});
    migrate(right);
    DataSource db =
        db(options(migrated -> {}, "MIGRATION_USER", owner, "MIGRATION_PASSWORD", "hunter2"));

    SQLException failure = catchThrowableOfType(SQLException.class, db::getConnection);

    assertThat(failure.getSQLState()).startsWith("28");
    SqlBuildException typed = SqlErrors.find(failure, SqlBuildException.class).orElseThrow();
    assertThat(typed.stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(typed).hasMessageContaining("There is no connection to migrate with");
    assertThat(typed.toString() + typed.getCause()).doesNotContain("hunter2");
  }

  @Test
  void anotherProcessWaitsAndIsToldAfterTheLimit() {
    SqlOptions other = options(migrated -> {}, "MIGRATION_LOCK_TIMEOUT", "10ms");

    SqlBuildException failure =
        catchThrowableOfType(
            SqlBuildException.class, () -> migrate(options(migrated -> migrate(other))));

    assertThat(failure.stage()).isEqualTo(BuildStage.MIGRATE);
    assertThat(failure)
        .hasMessageContaining("Another process has held the lock")
        .hasMessageContaining("10ms");
    migrate(other);
  }

  /** Though the user of the pool is another one than that of the statement. */
  @Test
  void aStatementThatRunsAfterTheDrainIsCancelledInTheServer() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    DataSource db =
        db(
            asOwner(
                migrated -> {
                  try (Connection connection = migrated.getConnection()) {
                    running.countDown();
                    OpenDatabase.query(connection, engine.sleep());
                  }
                }));
    FutureTask<Connection> first = start(db::getConnection);
    running.await();

    registry.close();

    assertThat(catchThrowableOfType(Exception.class, () -> first.get(60, TimeUnit.SECONDS)))
        .hasMessageContaining("The pool database.db is closed");
    await().until(() -> asAdmin(engine.sessionsOf(owner)).equals("0"));
  }
}
