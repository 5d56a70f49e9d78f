package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.BuildStage;
import io.github.guicesql.sqlmodule.SqlBuildException;
import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.config.ConfigProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told who got the configuration wrong. */
final class SqliteBadInputTest {

  @TempDir Path folder;

  private static ConfigProblem onlyProblem(Object path, String... more) {
    Throwable thrown = catchThrowable(() -> Sqlite.at(path, more));
    assertThat(SqlErrors.find(thrown)).containsInstanceOf(SqlConfigException.class);
    SqlConfigException found = (SqlConfigException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.provider()).isEqualTo("sqlite");
    assertThat(found.token()).isEqualTo("database.db");
    assertThat(found.stage()).isEqualTo(BuildStage.INVALID_CONFIG);
    assertThat(found.problems()).hasSize(1);
    assertThat(found).hasMessageContaining(found.problems().get(0).toString());
    return found.problems().get(0);
  }

  @Test
  void noPath() {
    assertThat(onlyProblem(" "))
        .isEqualTo(
            new ConfigProblem(
                "SQLITE_PATH",
                "sqlite.path",
                "",
                "It is required but not set.",
                "Set it to the database's file, such as data/app.db, or :memory:."));
  }

  @Test
  void aMissingParentFolder() {
    assertThat(onlyProblem(folder.resolve("none/app.db")).toString())
        .contains("SQLITE_PATH (sqlite.path)", "none does not exist", "Create it");
  }

  @Test
  void aFolder() {
    assertThat(onlyProblem(folder).toString()).contains("SQLITE_PATH", folder + " is a folder");
    assertThat(onlyProblem("/").toString()).contains("SQLITE_PATH", "is a folder");
  }

  @Test
  void aFileThatIsNotADatabase() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "A text, and not a short one.");
    assertThat(onlyProblem(file).toString()).contains("SQLITE_PATH", "is not a SQLite database");
    assertThat(Files.readString(file)).startsWith("A text");

    Path shorter = Files.writeString(folder.resolve("short"), "SQLite");
    assertThat(onlyProblem(shorter).toString()).contains("is not a SQLite database");
  }

  @Test
  void anEmptyFileIsADatabase() throws Exception {
    try (Sqlite sqlite = Sqlite.at(Files.createFile(folder.resolve("empty")))) {
      sqlite.execute("create table t (x)");
    }
  }

  @Test
  void aDevice() {
    assertThat(onlyProblem("/dev/null").toString()).contains("/dev/null is not a file");
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_JOURNAL_MODE,    wall,                   It is not a known value.",
    "SQLITE_SYNCHRONOUS,     fast,                   It is not a known value.",
    "SQLITE_BUSY_TIMEOUT,    -5s,                    It is negative.",
    "SQLITE_BUSY_TIMEOUT,    5,                      It has no unit.",
    "SQLITE_BUSY_TIMEOUT,    5 parsecs,              It has a unit other than",
    "SQLITE_BUSY_TIMEOUT,    99999999999999999999h,  It is too long.",
    "SQLITE_BUSY_TIMEOUT,    25h,                    It is too long.",
    "SQLITE_BUSY_TIMEOUT,    soon,                   It is not a duration.",
    "SQLITE_CONNECT_TIMEOUT, PT-1S,                  It is negative.",
    "SQLITE_CONNECT_TIMEOUT, 1us,                    It is too short.",
    "SQLITE_MAX_OPEN_CONNS,  0,                      It is out of range.",
    "SQLITE_MAX_OPEN_CONNS,  -1,                     It is out of range.",
    "SQLITE_MAX_OPEN_CONNS,  99999999999,            It is out of range.",
    "SQLITE_MAX_OPEN_CONNS,  ten,                    It is not a whole number.",
  })
  void aWrongValue(String key, String value, String wrong) {
    ConfigProblem problem = onlyProblem(folder.resolve("a.db"), key, value);
    assertThat(problem.key()).isEqualTo(key);
    assertThat(problem.value()).isEqualTo(value);
    assertThat(problem.wrong()).startsWith(wrong);
    assertThat(problem.remedy()).startsWith("Write ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void everythingAtOnce() {
    Throwable thrown =
        catchThrowable(
            () ->
                Sqlite.at(
                    folder,
                    "SQLITE_BUSY_TIMEOUT",
                    "5",
                    "SQLITE_JOURNAL_MODE",
                    "wall",
                    "SQLITE_MAX_OPEN_CONNS",
                    "0"));
    SqlConfigException found = (SqlConfigException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.problems())
        .extracting(ConfigProblem::key)
        .containsExactly(
            "SQLITE_PATH", "SQLITE_BUSY_TIMEOUT", "SQLITE_JOURNAL_MODE", "SQLITE_MAX_OPEN_CONNS");
  }

  /** The header can be right and the rest not, and a file can change after it was checked. */
  @Test
  void whatIsFoundOnlyWhenTheFileIsOpenedIsTypedToo() throws Exception {
    Path file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      Files.writeString(file, "This became something else in the meantime.");
      Throwable thrown = catchThrowable(sqlite::connection);
      assertThat(thrown).isInstanceOf(SQLException.class).hasMessageContaining("SQLITE_NOTADB");
      SqlBuildException found = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
      assertThat(found.stage()).isEqualTo(BuildStage.OPEN);
      assertThat(found)
          .hasMessageContaining("SQLITE_PATH (sqlite.path) = \"" + file + "\" cannot be opened");

      Files.delete(file);
      sqlite.execute("create table t (x)");
    }
  }

  @Test
  void aPingFindsItWhenTheDatabaseIsInjected() throws Exception {
    Path file = folder.resolve("a.db");
    byte[] header = new byte[512];
    System.arraycopy("SQLite format 3\0".getBytes(US_ASCII), 0, header, 0, 16);
    Files.write(file, header);
    Throwable thrown = catchThrowable(() -> Sqlite.at(file, "SQLITE_CONNECT_TIMEOUT", "10s"));
    SqlBuildException found = (SqlBuildException) SqlErrors.find(thrown).orElseThrow();
    assertThat(found.stage()).isEqualTo(BuildStage.PING);
    assertThat(found).hasStackTraceContaining("SQLITE_NOTADB");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void aJournalModeThatSqliteDoesNotTakeIsNotPassedOver() throws Exception {
    Path file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file + "?nolock=1")) {
      assertThatThrownBy(sqlite::connection)
          .hasMessageContaining("SQLite cannot keep a journal in mode wal there");
    }
  }
}
