package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Guice;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.driver.MigrationLock;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.io.BufferedReader;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Is a SQLite database migrated by one at a time, in memory too, without a file left behind? */
@Tag("any-jdk")
final class SqliteMigrationTest {

  private static final Migration TABLE =
      database -> execute(database, "create table users (name text)");

  @TempDir Path folder;

  private final List<LifecycleRegistry> registries = new ArrayList<>();

  @AfterEach
  void close() {
    registries.forEach(LifecycleRegistry::close);
  }

  private static SqlOptions options(Object path, Migration migration, String... more) {
    Map<String, String> config = new java.util.HashMap<>(Map.of("SQLITE_PATH", path.toString()));
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return SqlOptions.defaults().withConfig(ConfigSource.map(config)).withMigration(migration);
  }

  private DataSource db(SqlOptions options, Duration drain) {
    LifecycleRegistry registry = new LifecycleRegistry(drain);
    registries.add(registry);
    return Guice.createInjector(LifecycleModule.using(registry), new SqliteModule(options))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private static void execute(DataSource database, String... statements) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Sqlite.execute(connection, statements);
    }
  }

  private static String tables(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      return Sqlite.query(connection, "select group_concat(name) from sqlite_schema");
    }
  }

  @Test
  void inMemoryThePoolSeesWhatTheMigrationMade() throws Exception {
    DataSource db = db(options(":memory:", TABLE), Duration.ZERO);

    for (int i = 0; i < 2; i++) {
      assertThat(tables(db)).isEqualTo("users");
    }
  }

  @Test
  void twoDatabasesInMemoryAreMigratedEach() throws Exception {
    assertThat(tables(db(options(":memory:", TABLE), Duration.ZERO))).isEqualTo("users");
    assertThat(tables(db(options(":memory:", TABLE), Duration.ZERO))).isEqualTo("users");
  }

  @Test
  void leavesNothingBesideTheDatabase() throws Exception {
    DataSource db = db(options(folder.resolve("a.db"), TABLE), Duration.ZERO);
    assertThat(tables(db)).isEqualTo("users");

    close();

    assertThat(folder.toFile().list()).containsExactly("a.db");
  }

  @Test
  void aSecondPoolOfTheSameFileWaitsUntilTheFirstOneIsMigrated() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Path file = folder.resolve("a.db");
    DataSource first =
        db(
            options(
                file,
                database -> {
                  running.countDown();
                  goOn.await();
                  TABLE.migrate(database);
                }),
            Duration.ZERO);
    FutureTask<String> firstTables = start(first);
    running.await();
    // The writer below shows that the lock holds up nobody who does not migrate.
    try (Sqlite unmigrated = Sqlite.at(file)) {
      unmigrated.execute("create table other (x)");
    }
    DataSource second = db(options(file, database -> assertMigrated(database)), Duration.ZERO);
    FutureTask<String> secondTables = start(second);

    goOn.countDown();

    assertThat(firstTables.get(20, TimeUnit.SECONDS)).isEqualTo("other,users");
    assertThat(secondTables.get(20, TimeUnit.SECONDS)).isEqualTo("other,users");
  }

  private static void assertMigrated(DataSource database) throws SQLException {
    assertThat(tables(database)).contains("users");
  }

  private static FutureTask<String> start(DataSource db) {
    FutureTask<String> task = new FutureTask<>(() -> tables(db));
    Thread thread = new Thread(task, "test-borrower");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  @Test
  void whoeverWaitsTooLongIsToldWhichSettingSaysSo() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Path file = folder.resolve("a.db");
    DataSource first =
        db(
            options(
                file,
                database -> {
                  running.countDown();
                  goOn.await();
                }),
            Duration.ZERO);
    FutureTask<String> firstTables = start(first);
    running.await();
    SqliteModule second =
        new SqliteModule(options(file, TABLE, "SQLITE_MIGRATION_LOCK_TIMEOUT", "50ms"));

    SqlBuildException failure = catchThrowableOfType(SqlBuildException.class, second::migrate);

    assertThat(failure)
        .hasMessage(
            "database.db (sqlite), MIGRATE: Another process has held the lock for migrations for"
                + " 50ms, see SQLITE_MIGRATION_LOCK_TIMEOUT (sqlite.migration-lock-timeout).");
    goOn.countDown();
    firstTables.get(20, TimeUnit.SECONDS);
    second.migrate();
    assertThat(tables(first)).isEqualTo("users");
  }

  /** By POSIX, a process loses its locks on a file when it closes any channel of it. */
  @Test
  void anotherProcessIsRefusedAlsoAfterAPoolOfThisOneWas() throws Exception {
    Path file = folder.resolve("a.db");

    assertOthersAreRefusedWhileOneMigrates(file, file);

    assertThat(AnotherProcess.migrate(file)).isEqualTo("migrated");
  }

  @Test
  void aLinkToAFileThatIsNotThereYetIsThatFile() throws Exception {
    Path file = Files.createDirectory(folder.resolve("volume")).resolve("a.db");
    Path link = Files.createSymbolicLink(folder.resolve("b.db"), Path.of("volume", "a.db"));
    Path loop = Files.createSymbolicLink(folder.resolve("c.db"), Path.of("c.db"));

    assertOthersAreRefusedWhileOneMigrates(link, file);

    assertThat(catchThrowable(() -> new SqliteModule(options(loop, TABLE)).migrate()))
        .isInstanceOf(SqlBuildException.class);
  }

  private void assertOthersAreRefusedWhileOneMigrates(Path path, Path file) throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DataSource db =
        db(
            options(
                path,
                database -> {
                  running.countDown();
                  goOn.await();
                }),
            Duration.ZERO);
    FutureTask<String> tables = start(db);
    running.await();

    assertThat(AnotherProcess.migrate(file)).startsWith(AnotherProcess.REFUSED);
    for (Path name : List.of(path, file)) {
      SqliteModule second =
          new SqliteModule(options(name, TABLE, "SQLITE_MIGRATION_LOCK_TIMEOUT", "0s"));
      assertThat(catchThrowable(second::migrate))
          .isInstanceOf(SqlBuildException.class)
          .hasMessageStartingWith(AnotherProcess.REFUSED);
    }
    assertThat(AnotherProcess.migrate(file)).startsWith(AnotherProcess.REFUSED);
    goOn.countDown();
    tables.get(20, TimeUnit.SECONDS);
  }

  /** As two web applications of one container have it. */
  @Test
  void theSameClassOfAnotherClassLoaderWaitsToo() throws Exception {
    Path file = folder.resolve("a.db");
    URL[] classes = {
      MigrationPermit.class.getProtectionDomain().getCodeSource().getLocation(),
      MigrationLock.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (URLClassLoader other = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
        MigrationLock held = MigrationPermit.acquire(file.toString(), Duration.ZERO)) {
      assertThat(held).isNotNull();
      Class<?> permit = Class.forName(MigrationPermit.class.getName(), true, other);
      Method acquire = permit.getDeclaredMethod("acquire", String.class, Duration.class);
      acquire.setAccessible(true);

      assertThat(permit).isNotSameAs(MigrationPermit.class);
      assertThat(catchThrowable(() -> acquire.invoke(null, file.toString(), Duration.ZERO)))
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void twoPoolsOfOneDatabaseInMemoryAreMigratedOneAfterTheOther() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    String path = "file:" + getClass().getSimpleName() + "?mode=memory&cache=shared";
    DataSource first =
        db(
            options(
                path,
                database -> {
                  running.countDown();
                  goOn.await();
                  TABLE.migrate(database);
                }),
            Duration.ZERO);
    FutureTask<String> firstTables = start(first);
    running.await();
    SqliteModule second =
        new SqliteModule(options(path, TABLE, "SQLITE_MIGRATION_LOCK_TIMEOUT", "0s"));

    assertThat(catchThrowable(second::migrate))
        .isInstanceOf(SqlBuildException.class)
        .hasMessageStartingWith(AnotherProcess.REFUSED);

    goOn.countDown();
    assertThat(firstTables.get(20, TimeUnit.SECONDS)).isEqualTo("users");
  }

  /** A process that migrates a file if it gets the lock at once. */
  static final class AnotherProcess {
    static final String REFUSED =
        "database.db (sqlite), MIGRATE: Another process has held the lock for migrations";

    public static void main(String[] arguments) {
      try {
        new SqliteModule(options(arguments[0], TABLE, "SQLITE_MIGRATION_LOCK_TIMEOUT", "0s"))
            .migrate();
        System.out.println("migrated");
      } catch (SqlBuildException e) {
        System.out.println(e.getMessage());
      }
    }

    private AnotherProcess() {}

    /** Returns what it says. */
    static String migrate(Path file) throws Exception {
      Process process = ChildJvm.start(AnotherProcess.class, file.toString());
      try (BufferedReader output = process.inputReader()) {
        String said = output.readLine();
        process.waitFor();
        return said;
      }
    }
  }

  @Test
  void skippedIsNotRunUnlessByTheCommand() throws Exception {
    SqlOptions options = options(folder.resolve("a.db"), TABLE, "SQLITE_MIGRATION_MODE", "skip");
    DataSource db = db(options, Duration.ZERO);
    assertThat(tables(db)).isNull();

    new SqliteModule(options).migrate();

    assertThat(tables(db)).isEqualTo("users");
  }

  @Test
  void aLockFileOfAKilledProcessIsNoLock() throws Exception {
    Path file = folder.resolve("a.db");
    Files.writeString(folder.resolve("a.db-migration"), "left behind");

    new SqliteModule(options(file, TABLE)).migrate();

    assertThat(folder.resolve("a.db-migration")).doesNotExist();
  }

  @Test
  void whatIsWrongWithThePathIsSaidAsEver() {
    SqliteModule module = new SqliteModule(options(folder, TABLE));

    assertThat(catchThrowableOfType(SqlBuildException.class, module::migrate).stage())
        .isEqualTo(BuildStage.INVALID_CONFIG);
  }

  @Test
  void aStatementThatRunsAfterTheDrainIsAbortedAndRolledBack() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Path file = folder.resolve("a.db");
    DataSource db =
        db(
            options(
                file,
                database -> {
                  try (Connection connection = database.getConnection()) {
                    connection.setAutoCommit(false);
                    Sqlite.execute(connection, "create table users (name text)");
                    running.countDown();
                    Sqlite.query(
                        connection,
                        "with recursive n(i) as (select 1 union all select i + 1 from n)"
                            + " select max(i) from n");
                  }
                }),
            Duration.ofMillis(50));
    FutureTask<String> tables = start(db);
    running.await();

    close();

    assertThat(catchThrowableOfType(Exception.class, () -> tables.get(20, TimeUnit.SECONDS)))
        .hasMessageContaining("The pool database.db is closed");
    assertThat(folder.toFile().list()).containsExactly("a.db");
    try (Sqlite again = Sqlite.at(file)) {
      assertThat(again.query("select count(*) from sqlite_schema")).isEqualTo("0");
    }
  }
}
