package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code SQLITE_EXCLUSIVE=true}: one process has the file for itself. */
@Tag("any-jdk")
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
final class SqliteExclusiveTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void create() throws SQLException {
    file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (x)", "insert into t values (1)");
    }
  }

  private Sqlite exclusive(String... more) {
    String[] settings =
        Stream.concat(Stream.of("SQLITE_EXCLUSIVE", "true"), Stream.of(more))
            .toArray(String[]::new);
    return Sqlite.at(file, settings);
  }

  /** Opens a file as it is told, and says what came of it; then waits for its end. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws Exception {
      try (Sqlite sqlite =
              Sqlite.at(
                  arguments[0], "SQLITE_BUSY_TIMEOUT", "50ms", "SQLITE_EXCLUSIVE", arguments[1]);
          Connection connection = sqlite.connection()) {
        System.out.println("counts " + Sqlite.query(connection, "select count(*) from t"));
        int unused = System.in.read();
      } catch (SQLException e) {
        System.out.println("fails: " + e.getMessage());
      }
    }
  }

  private String other(boolean alone) throws Exception {
    Process process = ChildJvm.start(Other.class, file.toString(), Boolean.toString(alone));
    process.getOutputStream().close();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      return String.join(" ", out.lines().toList());
    } finally {
      process.waitFor();
    }
  }

  @Test
  void anotherProcessIsToldWhyItCannotOpenTheFile() throws Exception {
    try (Sqlite sqlite = exclusive()) {
      assertThat(sqlite.query("select count(*) from t")).isEqualTo("1");
      sqlite.execute("insert into t values (2)");
      assertThat(other(false))
          .contains("cannot be opened", "Another process has it locked for itself");
      assertThat(other(true)).contains("Another process has it open", "for one process alone");
      sqlite.execute("insert into t values (3)");
      assertThat(sqlite.query("select count(*) from t")).isEqualTo("3");
    }
    assertThat(other(false)).isEqualTo("counts 3");
  }

  @Test
  void aFileThatAnotherProcessHasOpenIsNotForOneAlone() throws Exception {
    Process process = ChildJvm.start(Other.class, file.toString(), "false");
    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("counts 1");
      try (Sqlite sqlite = exclusive("SQLITE_BUSY_TIMEOUT", "50ms")) {
        assertThatThrownBy(sqlite::connection)
            .hasStackTraceContaining("Another process has it open, and with SQLITE_EXCLUSIVE=true");
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
        assertThat(sqlite.query("select count(*) from t")).as("later").isEqualTo("1");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void thereIsNoIndexFileAndSeveralConnectionsWork() throws Exception {
    try (Sqlite sqlite = exclusive();
        Connection reader = sqlite.connection();
        Connection writer = sqlite.connection()) {
      reader.setReadOnly(true);
      reader.setAutoCommit(false);
      assertThat(Sqlite.query(reader, "select count(*) from t")).isEqualTo("1");
      Sqlite.execute(writer, "insert into t values (2)");
      assertThat(Sqlite.query(reader, "select count(*) from t")).as("snapshot").isEqualTo("1");
      assertThat(Sqlite.query(writer, "pragma journal_mode")).isEqualTo("wal");
      assertThat(folder.resolve("a.db-wal")).exists();
      assertThat(folder.resolve("a.db-shm")).doesNotExist();
      reader.commit();
    }
    assertThat(folder.resolve("a.db-wal")).doesNotExist();
  }

  @Test
  void aSecondDatabaseOfTheFileHasToBeLikeTheFirst() throws Exception {
    try (Sqlite first = exclusive();
        Sqlite second = exclusive();
        Sqlite different = Sqlite.at(file)) {
      first.execute("insert into t values (2)");
      second.execute("insert into t values (3)");
      assertThat(first.query("select count(*) from t")).isEqualTo("3");
      assertThatThrownBy(different::connection)
          .hasStackTraceContaining("is open in this process already, for it alone");
      assertThat(other(false)).as("after a second module was made").contains("locked for itself");
    }
  }

  @Test
  void aFileThatIsOnlyReadIsForNobodyAlone() {
    assertThatThrownBy(() -> Sqlite.at(file + "?mode=ro", "SQLITE_EXCLUSIVE", "true"))
        .satisfies(
            e ->
                assertThat(SqlErrors.find(e, SqlConfigException.class))
                    .get()
                    .asString()
                    .contains("SQLITE_EXCLUSIVE", "only read"));
  }

  @Test
  void inMemoryItIsSoAnyway() throws Exception {
    try (Sqlite sqlite = Sqlite.at(":memory:", "SQLITE_EXCLUSIVE", "true")) {
      sqlite.execute("create table t (x)");
      assertThat(sqlite.query("select count(*) from t")).isEqualTo("0");
    }
  }

  /** A process loses its locks on a file when it closes any handle of it. */
  @Test
  void makingAModuleOnAnOpenFileDropsNoLock() throws Exception {
    try (Sqlite sqlite = Sqlite.at(file);
        Connection connection = sqlite.connection()) {
      Sqlite.execute(connection, "insert into t values (2)");
      try (Sqlite second = Sqlite.at(folder.toRealPath().resolve("a.db"))) {
        assertThat(second.dataSource()).isNotNull();
        assertThat(other(true)).contains("Another process has it open");
      }
      assertThat(folder.resolve("a.db-wal")).exists();
      assertThat(Files.size(file)).isPositive();
    }
  }
}
