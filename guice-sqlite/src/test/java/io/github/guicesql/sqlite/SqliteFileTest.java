package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Guice;
import com.zaxxer.hikari.HikariDataSource;
import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleModule;
import io.github.guicesql.sqlmodule.lifecycle.LifecycleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What happens to the file while a pool has it open: what is noticed, and what people are told. */
class SqliteFileTest {

  @TempDir Path folder;

  private final LifecycleRegistry registry = new LifecycleRegistry();
  private Path file = Path.of("");

  @BeforeEach
  void file() throws Exception {
    file = folder.resolve("app.db");
    createDatabase(file, "old");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** One whose borrowers are told at once. */
  private DataSource pool(Object path) {
    SqlOptions options =
        SqlOptions.defaults()
            .withConfig(
                ConfigSource.map(
                    Map.of("SQLITE_PATH", path.toString(), "SQLITE_MAX_IDLE_CONNS", "0")))
            .withPool(pool -> pool.setConnectionTimeout(250));
    return Guice.createInjector(LifecycleModule.using(registry), new SqliteModule(options))
        .getInstance(SqlTokens.defaults().dbKey());
  }

  private static void createDatabase(Path file, String content) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Sqlite.execute(connection, "create table t (x)", "insert into t values ('" + content + "')");
    }
  }

  private void replace() throws Exception {
    Path other = folder.resolve("other.db");
    createDatabase(other, "new");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes until it is refused: a busy pool looks at the file now and then only. */
  private static SQLException refusal(Connection connection) {
    return Sqlite.failure(
        () -> {
          while (true) {
            Sqlite.execute(connection, "insert into t values (1)");
          }
        });
  }

  private static void assertThatItIsRefused(DataSource pool, String... why) throws Exception {
    SQLException failure = Sqlite.failure(pool::getConnection);
    assertThat(failure.getSQLState()).startsWith("08");
    assertThat(SqlErrors.find(failure)).containsInstanceOf(SqlBuildException.class);
    SqlBuildException found = (SqlBuildException) SqlErrors.find(failure).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.OPEN);
    assertThat(found.getMessage()).contains(why);
  }

  @Test
  void writesAreRefusedOnceTheFileWasReplaced() throws Exception {
    DataSource pool = pool(file);
    try (Connection connection = pool.getConnection()) {
      replace();
      assertThat(connection.isValid(1)).isFalse();
      SQLException refusal = refusal(connection);
      assertThat(refusal.getSQLState()).isEqualTo("08006");
      assertThat((Object) refusal).isInstanceOf(SQLiteException.class);
      assertThat(((SQLiteException) refusal).getResultCode())
          .isEqualTo(SQLiteErrorCode.SQLITE_READONLY_DBMOVED);
      assertThat((Throwable) refusal)
          .hasMessageContaining(file + " was replaced while it was open.")
          .hasMessageContaining("Stop the service, remove " + file + "-wal and -shm");
    }
    assertThatItIsRefused(pool, "SQLITE_PATH", file + " was replaced while it was open");
  }

  @Test
  void aTransactionIsNotCommittedIntoAFileThatIsGone() throws Exception {
    DataSource pool = pool(file);
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      Sqlite.execute(connection, "insert into t values (1)");
      replace();
      SQLException refusal =
          Sqlite.failure(
              () -> {
                while (true) {
                  connection.commit();
                  Sqlite.execute(connection, "insert into t values (1)");
                }
              });
      assertThat(refusal.getSQLState()).isEqualTo("08006");
    }
    assertThatItIsRefused(pool, "was replaced");
  }

  @Test
  void aRemovedFileIsNotMadeAnew() throws Exception {
    DataSource pool = pool(file);
    try (Connection connection = pool.getConnection()) {
      Files.delete(file);
      assertThat(connection.isValid(1)).isFalse();
      assertThat((Throwable) refusal(connection))
          .hasMessageContaining(file + " was removed or renamed");
    }
    assertThatItIsRefused(pool, file + " was removed or renamed", "put the file back");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatWasPutBackIsTheSame() throws Exception {
    DataSource pool = pool(file);
    Path elsewhere = folder.resolve("elsewhere.db");
    try (Connection connection = pool.getConnection()) {
      Files.move(file, elsewhere);
      assertThat(connection.isValid(1)).isFalse();
      Files.move(elsewhere, file);
      assertThat(connection.isValid(1)).isTrue();
      Sqlite.execute(connection, "insert into t values (1)");
    }
    try (Connection connection = pool.getConnection()) {
      assertThat(Sqlite.query(connection, "select count(*) from t")).isEqualTo("2");
    }
  }

  @Test
  void aSymbolicLinkThatLeadsElsewhereIsAnotherFile() throws Exception {
    Path other = folder.resolve("other.db");
    createDatabase(other, "new");
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
    DataSource pool = pool(link);
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
      Files.delete(link);
      Files.createSymbolicLink(link, other);
      assertThat(connection.isValid(1)).isFalse();
      assertThat((Throwable) refusal(connection)).hasMessageContaining(link + " was replaced");
    }
    assertThatItIsRefused(pool, link + " was replaced");
  }

  @Test
  void aFileOfTwoNamesIsRefusedUntilOneIsGone() throws Exception {
    Path alias = Files.createLink(folder.resolve("alias.db"), file);
    DataSource one = pool(file);
    DataSource other = pool(alias);
    assertThatItIsRefused(
        one, file + " has another name, too (a hard link)", "Remove the other name");
    assertThatItIsRefused(other, alias + " has another name, too (a hard link)");
    Files.delete(alias);
    try (Connection connection = one.getConnection()) {
      Files.createLink(alias, file);
      assertThat(connection.isValid(1)).isFalse();
      assertThat((Throwable) refusal(connection))
          .hasMessageContaining("has another name, too (a hard link)");
      Files.delete(alias);
      Sqlite.execute(connection, "insert into t values (1)");
    }
  }

  /** Stores that share equal files by hard links hold files that nobody writes to. */
  @Test
  void aFileThatIsOnlyReadMayHaveManyNames() throws Exception {
    Files.createLink(folder.resolve("alias.db"), file);
    try (Connection connection = pool(file + "?mode=ro").getConnection()) {
      assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("old");
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void aFileMayBeReplacedWhileNoConnectionHasIt() throws Exception {
    DataSource pool = pool(file);
    HikariDataSource hikari = pool.unwrap(HikariDataSource.class);
    SqliteConnection physical;
    try (Connection connection = pool.getConnection()) {
      assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("old");
      physical = connection.unwrap(SqliteConnection.class);
      hikari.evictConnection(connection);
    }
    physical.close(); // waits for the pool's thread, which closes it too
    assertThat(Path.of(file + "-wal")).doesNotExist();
    replace();
    try (Connection connection = pool.getConnection()) {
      assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("new");
    }
  }

  @Test
  void theLogOfAReplacedFileIsNotReadOverTheNewOne() throws Exception {
    Path copy = folder.resolve("copy.db");
    try (Connection writer =
        DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=wal")) {
      Sqlite.execute(writer, "insert into t values ('later')");
      Files.copy(Path.of(file + "-wal"), folder.resolve("left-wal"));
      Sqlite.execute(writer, "vacuum into '" + copy + "'");
    }
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(folder.resolve("left-wal"), Path.of(file + "-wal"));
    assertThat(catchThrowableOfType(RuntimeException.class, () -> pool(file)))
        .hasMessageContaining(file + "-wal is the log of another file")
        .hasMessageContaining("Move it away");
    Files.delete(Path.of(file + "-wal"));
    assertThatCode(() -> pool(file).getConnection().close()).doesNotThrowAnyException();
  }

  @Test
  void aDatabaseInMemoryHasNoFile() throws Exception {
    try (Connection connection = pool(":memory:").getConnection()) {
      Sqlite.execute(connection, "create table t (x)");
      assertThat(connection.isValid(1)).isTrue();
    }
  }
}
