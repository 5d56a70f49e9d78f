package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.github.guicesql.sqlmodule.DatabaseHealth;
import io.github.guicesql.sqlmodule.Health;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a health check says of a file that meets with an accident. */
@Timeout(60)
final class SqliteHealthTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final LifecycleRegistry registry = new LifecycleRegistry(Duration.ZERO);

  @AfterEach
  void close() {
    registry.close();
  }

  /** A database and its health. */
  private record Checked(DataSource db, DatabaseHealth health) {

    static Checked at(Object path, LifecycleRegistry registry) {
      Injector injector =
          Guice.createInjector(
              LifecycleModule.using(registry),
              new SqliteModule(
                  SqlOptions.defaults()
                      .withConfig(ConfigSource.map(Map.of("SQLITE_PATH", path.toString())))));
      return new Checked(
          injector.getInstance(SqlTokens.defaults().dbKey()),
          injector.getInstance(DatabaseHealth.class));
    }

    void execute(String... statements) throws Exception {
      try (Connection connection = db.getConnection()) {
        Sqlite.execute(connection, statements);
      }
    }

    Health check() {
      return health.check(SqlTokens.defaults(), LIMIT);
    }
  }

  @Test
  void aFileInUseIsUpAndNothingIsHeldBetweenChecks() throws Exception {
    Path file = folder.resolve("app.db");
    Checked checked = Checked.at(file, registry);
    assertThat(checked.check().state()).isEqualTo(Health.State.NOT_STARTED);
    assertThat(file).doesNotExist();
    checked.execute("create table t (x)");

    assertThat(checked.check().state()).isEqualTo(Health.State.UP);

    registry.close();
    assertThat(checked.check().state()).isEqualTo(Health.State.CLOSED);
    assertThat(folder).isDirectoryNotContaining("glob:**-wal");
  }

  @Test
  void aWriterInATransactionDoesNotKeepItFromAnswering() throws Exception {
    Checked checked = Checked.at(folder.resolve("app.db"), registry);
    checked.execute("create table t (x)");
    try (Connection writer = checked.db().getConnection()) {
      writer.setAutoCommit(false);
      Sqlite.execute(writer, "insert into t values (1)");

      assertThat(checked.check().state()).isEqualTo(Health.State.UP);
    }
  }

  @Test
  void aDatabaseInMemoryIsUp() throws Exception {
    Checked checked = Checked.at(":memory:", registry);
    checked.execute("create table t (x)");

    assertThat(checked.check().state()).isEqualTo(Health.State.UP);
    checked.execute("insert into t values (1)");
  }

  /** SQLite itself notices neither. */
  @Test
  void aFileThatWasDeletedOrReplacedIsDown() throws Exception {
    Path file = folder.resolve("app.db");
    Checked checked = Checked.at(file, registry);
    checked.execute("create table t (x)");
    try (Connection idle = checked.db().getConnection()) {
      Path away = folder.resolve("away.db");
      Files.move(file, away);

      Health deleted = checked.check();

      assertThat(deleted.state()).isEqualTo(Health.State.DOWN);
      assertThat(deleted.sqlState())
          .hasValueSatisfying(state -> assertThat(state).startsWith("08"));
      assertThat(deleted.cause().orElseThrow()).contains("was removed or renamed");
      assertThat(file).doesNotExist();
      assertThat(idle.isClosed()).isFalse();

      Path other = folder.resolve("other.db");
      Files.copy(away, other);
      Files.move(other, file);
      assertThat(checked.check().cause().orElseThrow()).contains("was replaced");

      Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(checked.check().state()).isEqualTo(Health.State.UP);
    }
  }

  @Test
  void aFileThatIsNoDatabaseAnyMoreIsDown() throws Exception {
    Path file = folder.resolve("app.db");
    Checked checked = Checked.at(file + "?_journal_mode=delete", registry);
    checked.execute("create table t (x)");
    Files.writeString(file, "This is no database; it was one until somebody wrote this text.");

    Health health = checked.check();

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.sqlState()).isPresent();
  }

  @Test
  void aFileThatHasReachedItsLargestSizeIsReadOnly() throws Exception {
    Checked checked = Checked.at(folder.resolve("app.db") + "?max_page_count=10", registry);
    checked.execute("create table t (x)");
    assertThat(checked.check().state()).isEqualTo(Health.State.UP);
    assertThat(
            Sqlite.stateOf(
                () -> {
                  while (true) {
                    checked.execute("insert into t values (zeroblob(3000))");
                  }
                }))
        .isEqualTo("53100");

    Health health = checked.check();

    assertThat(health.state()).isEqualTo(Health.State.READ_ONLY);
    assertThat(health.cause().orElseThrow()).contains("max_page_count");
  }

  @Test
  void aFileThatIsMeantToBeReadIsUp() throws Exception {
    Path file = folder.resolve("app.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (x)");
    }
    Checked checked = Checked.at("file:" + file + "?mode=ro", registry);
    checked.execute("select * from t");

    assertThat(checked.check().state()).isEqualTo(Health.State.UP);
  }

  /** Prints what the check says before and after the permission to write is gone. */
  static final class Service {
    private Service() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      try (LifecycleRegistry registry = new LifecycleRegistry()) {
        Checked checked = Checked.at(file, registry);
        checked.execute("create table t (x)");
        System.out.println(checked.check().state());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        System.out.println(checked.check());
      }
    }
  }

  @Test
  void aFileThatMayNotBeWrittenToAnyMoreIsReadOnly() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));

    Process child =
        ChildJvm.startWithoutPrivileges(folder, Service.class, data.resolve("a.db").toString());

    assertThat(new String(child.getInputStream().readAllBytes(), UTF_8))
        .startsWith("UP\n")
        .contains("READ_ONLY", "cannot be written to: its permissions");
    assertThat(child.waitFor()).isZero();
  }
}
