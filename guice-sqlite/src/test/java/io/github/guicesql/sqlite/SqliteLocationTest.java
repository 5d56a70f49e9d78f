package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places can be written in SQLITE_PATH, and which parameters after them. */
final class SqliteLocationTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.db",
        "no-extension",
        "with space.db",
        "ünïcödé-数据.db",
        "decomposed-e\u0301.db",
        "a#b.db",
        "100%.db",
        "semi;colon&and=equals+plus.db",
        "quote'd \"name\".db"
      })
  void aPlainPathIsTakenAsItIs(String name) throws Exception {
    Path file = folder.resolve(name);
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (x)");
      assertThat(file).isNotEmptyFile();
      assertThat(sqlite.query("select file from pragma_database_list")).isEqualTo(file.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "file:, a.db, a.db",
    "file://, a.db, a.db",
    "file://localhost, a.db, a.db",
    "file:, decomposed-e%CC%81.db, decomposed-e\u0301.db",
    "file:, what%3f%20is%25this%23.db, what? is%this#.db",
    "jdbc:sqlite:, a.db, a.db",
    "JDBC:SQLite:, a.db, a.db",
    "jdbc:sqlite:file:, a%20b.db, a b.db",
  })
  void urisAndUrls(String prefix, String written, String name) throws Exception {
    try (Sqlite sqlite = Sqlite.at(prefix + folder + "/" + written)) {
      sqlite.execute("create table t (x)");
      assertThat(folder.resolve(name)).isNotEmptyFile();
    }
  }

  @Test
  void aRelativePathIsTakenFromTheWorkingDirectory() throws Exception {
    Path file = Path.of("target", "relative.db");
    Files.deleteIfExists(file);
    try (Sqlite sqlite = Sqlite.at("file:target/relative.db")) {
      sqlite.execute("create table t (x)");
      assertThat(file).isNotEmptyFile();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_busy_timeout=1234                    | busy_timeout       | 1234",
        "_timeout=1234                         | busy_timeout       | 1234",
        "busy_timeout=1234                     | busy_timeout       | 1234",
        "_pragma=busy_timeout(1234)            | busy_timeout       | 1234",
        "_pragma=busy_timeout%281234%29        | busy_timeout       | 1234",
        "_pragma=busy_timeout=1234             | busy_timeout       | 1234",
        "_journal_mode=DELETE                  | journal_mode       | delete",
        "_journal=truncate                     | journal_mode       | truncate",
        "_pragma=journal_mode(persist)         | journal_mode       | persist",
        "_synchronous=NORMAL                   | synchronous        | 1",
        "_sync=3                               | synchronous        | 3",
        "_foreign_keys=off                     | foreign_keys       | 0",
        "_fk=false                             | foreign_keys       | 0",
        "_cache_size=-512                      | cache_size         | -512",
        "_recursive_triggers=1                 | recursive_triggers | 1",
        "_secure_delete=FAST                   | secure_delete      | 2",
        "_txlock=immediate&_timeout=7          | busy_timeout       | 7",
        "cache=private&_timeout=7              | busy_timeout       | 7",
        "mode=rwc&_timeout=7&                  | busy_timeout       | 7",
        "temp_store=memory                     | temp_store         | 2",
      })
  void parametersAreHonoured(String parameters, String pragma, String value) throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db") + "?" + parameters)) {
      assertThat(sqlite.query("pragma " + pragma)).isEqualTo(value);
    }
  }

  @Test
  void aParameterWinsOverItsKey() throws Exception {
    try (Sqlite sqlite =
        Sqlite.at(folder.resolve("a.db") + "?_busy_timeout=7", "SQLITE_BUSY_TIMEOUT", "9s")) {
      assertThat(sqlite.query("pragma busy_timeout")).isEqualTo("7");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_loc=auto                     | The parameter _loc: It cannot be honoured.",
        "_auth&_auth_user=me           | The parameter _auth_user: It cannot be honoured.",
        "_txlock=exclusive             | a transaction begins IMMEDIATE",
        "_txlock=deferred              | setReadOnly(true)",
        "_locking_mode=EXCLUSIVE       | a pool's connections cannot lock each other out",
        "_vacuum=full                  | run PRAGMA auto_vacuum before the first table",
        "_query_only=1                 | Write mode=ro instead.",
        "vfs=unix-none                 | The parameter vfs",
        "cache=shared                  | cache=shared makes readers fail",
        "_busy_timeout=5s              | The parameter _busy_timeout: It is not a whole number.",
        "_busy_timeout=-1              | The parameter _busy_timeout: It is out of range.",
        "_journal_mode=wall            | Write one of wal, delete,",
        "_foreign_keys=maybe           | The parameter _foreign_keys: It is neither on nor off.",
        "mode=append                   | The parameter mode",
        "_timeout=1&_busy_timeout=2    | It is given twice.",
        "_pragma=rubbish               | Write _pragma=busy_timeout(5000)",
        "_pragma=cache_size(1);drop(t) | The parameter _pragma",
        "cache_size=1;drop             | The parameter cache_size: It is not a whole number.",
        "_fk=%zz                       | Write %25 for a % itself.",
      })
  void aParameterThatCannotBeHonouredIsRefusedByName(String parameters, String message) {
    assertThatThrownBy(() -> Sqlite.at(folder.resolve("a.db") + "?" + parameters))
        .hasMessageContaining("SQLITE_PATH")
        .hasMessageContaining(message);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(() -> Sqlite.at(folder.resolve("no/a.db") + "?_loc=auto&_fk=maybe"))
        .hasMessageContaining("3 problems")
        .hasMessageContaining(folder.resolve("no") + " does not exist")
        .hasMessageContaining("_loc")
        .hasMessageContaining("_fk");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2",
        "_pragma=key('hunter2')",
        "_pragma_key=x'hunter2'",
        "_auth&_auth_user=u&_auth_pass=hunter2"
      })
  void aPasswordThatDoesNotBelongThereIsNotShown(String parameters) {
    assertThatThrownBy(() -> Sqlite.at(folder.resolve("a.db") + "?" + parameters))
        .hasMessageContaining("It cannot be honoured.")
        .hasMessageContaining("***")
        .hasStackTraceContaining("SqlConfigException")
        .satisfies(
            thrown ->
                assertThat(org.assertj.core.util.Throwables.getStackTrace(thrown))
                    .doesNotContain("hunter2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres://u:pw@h/db        | the address of another kind of database",
        "jdbc:postgresql://h/db      | the address of another kind of database",
        "sqlite:///tmp/a.db          | the scheme of another language",
        "sqlite:a.db                 | the scheme of another language",
        "sqlite::memory:             | the scheme of another language",
        "sqlite3:a.db?_fk=1          | the scheme of another language",
        "sqlite+aiosqlite:///a.db    | the scheme of another language",
        "r2dbc:sqlite:a.db           | the scheme of another language",
        "\"a.db\"                      | a quotation mark",
        "${DB_PATH}                  | a placeholder that nobody has replaced",
        "Data Source=a.db;Version=3; | as .NET's connection strings have",
        "Data Source=a.db            | the name of a setting",
        "export SQLITE_PATH=a.db     | the name of a setting",
        "“a.db”                      | a quotation mark",
        "file:/tmp/%E9.db            | not UTF-8",
        "jdbc:sqlite:                | It names no file.",
        "?_fk=1                      | It names no file.",
        "jdbc:sqlite::resource:a.db  | class path resource",
        "file://elsewhere/tmp/a.db   | names a host",
        "file:/tmp/a.db#fragment     | Write %23",
        ":memory:?mode=ro            | Leave the parameter out.",
      })
  void whatIsNoPlaceForADatabaseIsRefused(String path, String message) {
    assertThatThrownBy(() -> Sqlite.at(path))
        .hasMessageContaining("SQLITE_PATH (sqlite.path)")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app:hunter2@tcp(db:3306)/shop",
        "app:hunter2 x@tcp(db:3306)/shop",
        "app:hunter2@db.example:5432/shop",
        "postgres://app@server:hunter2@db.example/shop",
        "export DSN=postgres://app:hunter2@db.example/shop",
        "host=db.example user=app password=hunter2",
        "PGPASSWORD=hunter2 psql",
        "postgres://app:x?hunter2@db.example/shop",
        "app:x?hunter2@tcp(db:3306)/shop",
      })
  void thePasswordOfAnotherDatabasesAddressIsNotShown(String address) {
    assertThatThrownBy(() -> Sqlite.at(address))
        .hasMessageContaining("the address of another kind of database")
        .satisfies(
            thrown ->
                assertThat(org.assertj.core.util.Throwables.getStackTrace(thrown))
                    .doesNotContain("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key=42", "password=x", "app:me@prod"})
  void aPathIsNoAddress(String folderName) throws Exception {
    Path odd = folder.resolve(folderName);
    assertThatThrownBy(() -> Sqlite.at(odd.resolve("a.db"))).hasMessageContaining("does not exist");

    Files.createDirectory(odd);

    try (Sqlite sqlite = Sqlite.at(odd.resolve("a.db"))) {
      assertThat(sqlite.query("select 1")).isEqualTo("1");
    }
  }

  @Test
  void modeRwOpensOnlyWhatExists() throws Exception {
    Path file = folder.resolve("a.db");
    assertThatThrownBy(() -> Sqlite.at(file + "?mode=rw")).hasMessageContaining("does not exist");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (x)");
    }
    try (Sqlite sqlite = Sqlite.at(file + "?mode=rw")) {
      sqlite.execute("insert into t values (1)");
      assertThat(sqlite.query("select x from t")).isEqualTo("1");
    }
  }

  @Test
  void modeRoReadsAndRefusesToWrite() throws Exception {
    Path file = folder.resolve("a.db");
    assertThatThrownBy(() -> Sqlite.at(file + "?mode=ro")).hasMessageContaining("does not exist");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (x)", "insert into t values (1)");
    }
    for (String parameter : new String[] {"mode=ro", "immutable=1"}) {
      try (Sqlite sqlite = Sqlite.at(file + "?" + parameter);
          Connection connection = sqlite.connection()) {
        assertThat(connection.isReadOnly()).isTrue();
        assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("1");
        assertThatThrownBy(() -> Sqlite.execute(connection, "insert into t values (2)"))
            .hasMessageContaining("SQLITE_READONLY");
        assertThatThrownBy(() -> connection.setReadOnly(false)).hasMessageContaining("mode=ro");
        connection.setAutoCommit(false);
        assertThat(Sqlite.query(connection, "select x from t")).isEqualTo("1");
        connection.commit();
      }
    }
  }
}
