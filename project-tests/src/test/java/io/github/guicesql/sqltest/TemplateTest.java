package io.github.guicesql.sqltest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Migration;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.transactor.TransactorModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Is a template migrated once and shared, is nothing left of it, and is a leak told? */
final class TemplateTest {

  private static final AtomicInteger MIGRATIONS = new AtomicInteger();

  /** Queries that find a connection in a statement, by that statement. */
  private static final Map<String, String> RUNNING =
      Map.of(
          "select pg_sleep(3600)",
          "select 1 from pg_stat_activity where datname = current_database()"
              + " and wait_event = 'PgSleep'",
          "select sleep(3600)",
          "select 1 from information_schema.processlist where db = database()"
              + " and info = 'select sleep(3600)'");

  private final SharedPlaces shared = new SharedPlaces();

  /** A migration that is equal to another one for the same table. */
  private record Table(String name) implements Migration {
    @Override
    public void migrate(DataSource database) throws SQLException {
      MIGRATIONS.incrementAndGet();
      execute(database, "create table " + name + " (x)");
    }
  }

  @AfterEach
  void close() {
    shared.close();
  }

  private static Opened.Modules modules(Migration migration) {
    return new Opened.Modules(
        "sqlite",
        config ->
            new SqliteModule(SqlOptions.defaults().withConfig(config).withMigration(migration)),
        List.of());
  }

  private static void execute(DataSource db, String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static DataSource db(Opened opened) {
    return opened.injector().getInstance(SqlTokens.defaults().dbKey());
  }

  private static @Nullable String tables(Opened opened) throws SQLException {
    try (Connection connection = db(opened).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select group_concat(name) from sqlite_schema")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void classesWithEqualMigrationsShareOne() {
    Template users = shared.template(shared.files(), modules(new Table("users")));

    assertThat(shared.template(shared.files(), modules(new Table("users")))).isSameAs(users);
    assertThat(shared.template(shared.files(), modules(new Table("audit")))).isNotSameAs(users);
  }

  /** Makes a table as soon as it is created. */
  static final class Eager {
    @Inject
    Eager(@Named(SqlTokens.DB) DataSource db) throws SQLException {
      execute(db, "create table eager (x)");
    }
  }

  @Test
  void classesWithoutMigrationsShareOneOnlyIfAllOfTheirModulesAreTheSame() throws Exception {
    Function<ConfigSource, SqliteModule> driver =
        config -> new SqliteModule(SqlOptions.defaults().withConfig(config));
    Opened.Modules plain = new Opened.Modules("sqlite", driver, List.of());
    Opened.Modules eager =
        new Opened.Modules(
            "sqlite", driver, List.of(binder -> binder.bind(Eager.class).asEagerSingleton()));

    Template ofEager = shared.template(shared.files(), eager);
    Template ofPlain = shared.template(shared.files(), plain);

    assertThat(ofPlain).isNotSameAs(ofEager);
    assertThat(shared.template(shared.files(), plain)).isSameAs(ofPlain);
    Opened test = Opened.on(ofPlain.take(), plain);
    assertThat(tables(test)).isNull();
    test.close();
  }

  /** Places whose copies are not made before something else has happened. */
  private record SlowPlaces(FilePlaces files, CountDownLatch awaited) implements Places {
    @Override
    public Place create() {
      return files.create();
    }

    @Override
    public Copies copiesOf(Place template) {
      Copies copies = files.copiesOf(template);
      return () -> {
        try {
          awaited.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return copies.copy();
      };
    }
  }

  @Test
  void anInterruptedThreadLeavesNoCopy() throws Exception {
    FilePlaces files = shared.files();
    Path folder = files.folder();
    Place migrated = files.create();
    Files.createFile(Path.of(migrated.name()));
    CountDownLatch interrupted = new CountDownLatch(1);
    Template template = new Template(new SlowPlaces(files, interrupted), migrated);
    Thread.currentThread().interrupt();

    assertThatThrownBy(template::take).isInstanceOf(InterruptedException.class);

    interrupted.countDown();
    template.close();
    shared.close();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aCopyIsMigratedAlreadyAndItsChangesAreItsOwn() throws Exception {
    Template users = shared.template(shared.files(), modules(new Table("users")));
    int before = MIGRATIONS.get();

    for (int i = 0; i < 3; i++) {
      Place copy = users.take();
      Opened test = Opened.on(copy, modules(new Table("users")));
      assertThat(tables(test)).isEqualTo("users");
      execute(db(test), "create table other (x)");
      test.close();
      test.leaks().failIfAny();
      users.giveBack(copy);
    }
    assertThat(MIGRATIONS).hasValue(before);
  }

  @Test
  void nothingIsLeft() throws Exception {
    Path folder = shared.files().folder();
    Template users = shared.template(shared.files(), modules(new Table("users")));
    users.giveBack(users.take());
    assertThat(folder).exists();

    shared.close();

    assertThat(folder).doesNotExist();
  }

  @Test
  void nothingIsLeftOfAMigrationThatFails() {
    Opened.Modules broken =
        modules(
            database -> {
              throw new SQLException("no such column");
            });

    assertThatThrownBy(() -> shared.template(shared.files(), broken))
        .hasMessageContaining("The template of the tests' databases was not migrated")
        .hasMessageContaining("no such column");

    assertThat(shared.files().folder()).isEmptyDirectory();
  }

  @Test
  void aConnectionThatIsStillOpenFailsTheTestAndSaysWhereItWasBorrowed() throws Exception {
    try (Place place = shared.files().create()) {
      Opened test = Opened.on(place, modules(new Table("users")));
      Connection forgotten = borrowAndForget(test);
      db(test).getConnection().close();

      test.close();

      assertThatThrownBy(test.leaks()::failIfAny)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("1 connection was not closed: borrowed at")
          .hasMessageContaining("TemplateTest.borrowAndForget");
      assertThat(forgotten.isClosed()).isTrue();
    }
  }

  private static Connection borrowAndForget(Opened test) throws SQLException {
    return db(test).getConnection();
  }

  @Test
  void whereItWasBorrowedIsNamedBelowTheTransactorToo() throws Exception {
    Opened.Modules plain = modules(new Table("users"));
    Opened.Modules modules =
        new Opened.Modules(plain.prefix(), plain.driver(), List.of(new TransactorModule()));
    try (Place place = shared.files().create()) {
      Opened test = Opened.on(place, modules);
      borrowAndForget(test);

      test.close();

      assertThatThrownBy(test.leaks()::failIfAny)
          .hasMessageContaining("borrowed at " + TemplateTest.class.getName() + ".borrowAndForget");
    }
  }

  /** A thread that is in a statement for longer than any test waits. */
  private static final class Busy {
    private final Thread thread;

    Busy(Opened test, String sleep) throws Exception {
      thread =
          new Thread(
              () -> {
                try {
                  execute(db(test), sleep);
                } catch (SQLException aborted) {
                  return;
                }
              });
      thread.start();
      String running = requireNonNull(RUNNING.get(sleep));
      try (Connection connection = requireNonNull(test.place().database()).connect();
          Statement statement = connection.createStatement()) {
        while (Product.strings(statement, running).isEmpty()) {
          Thread.onSpinWait();
        }
      }
    }

    void awaitEnd() throws InterruptedException {
      thread.join();
    }
  }

  @Timeout(120)
  @ParameterizedTest
  @CsvSource({"postgres, select pg_sleep(3600)", "mariadb, select sleep(3600)"})
  void aStatementThatDoesNotEndHoldsUpNoTestsEnd(String engine, String sleep) throws Exception {
    Opened.Modules modules = FreshCosts.modules(engine, 1);
    try (Place place = FreshCosts.places(engine).create()) {
      Opened test = Opened.on(place, modules);
      Busy busy = new Busy(test, sleep);

      test.close();

      busy.awaitEnd();
      assertThatThrownBy(test.leaks()::failIfAny)
          .hasMessageContaining("1 connection was not closed: borrowed at");
    }
  }

  @Timeout(120)
  @Test
  void aStatementThatDoesNotEndHoldsUpNoRollback() throws Exception {
    Opened.Modules modules = FreshCosts.modules("mariadb", 1);
    RolledBackPlaces places =
        new RolledBackPlaces(shared.template(FreshCosts.places("mariadb"), modules));
    Opened test = places.open(modules);
    Busy busy = new Busy(test, "select sleep(3600)");

    test.close();

    busy.awaitEnd();
    assertThat(test.isSpoiled()).isTrue();
    places.giveBack(test);
    assertThatThrownBy(test::check)
        .hasMessageContaining("1 connection was not closed: borrowed at");
    places.close();
  }

  @Test
  void whatTheRegistryClosesFirstMayHoldOneUntilThen() throws Exception {
    try (Place place = shared.files().create()) {
      Opened test = Opened.on(place, modules(new Table("users")));
      Connection held = db(test).getConnection();
      test.registry().register("worker", held);

      test.close();

      test.leaks().failIfAny();
    }
  }
}
