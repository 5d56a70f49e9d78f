package io.github.guicesql.examples.hello.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.ConfigKey;
import io.github.guicesql.sqlmodule.config.ConfigSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HelloSqliteTest {

  @TempDir private Path folder;

  private record Outcome(int status, String out, String err) {}

  @Test
  void theFirstRunImportsEverybody() {
    Outcome first = run(file().toString());

    assertThat(first.err()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(first.out())
        .startsWith("hello-sqlite")
        .containsPattern("database +SQLite 3\\.\\d+\\.\\d+ \\(dialect sqlite\\)")
        .contains("file " + file())
        .contains("0 users, no earlier run")
        .contains("users.csv has 20 rows")
        .containsPattern("20 imported, 0 skipped as they exist, in \\d+ ms")
        .contains("again    refused: the e-mail address is taken")
        .containsPattern("updated  21 Welcome Visitor <.*>")
        .contains("deleted  and gone")
        .contains("audited  create, update, delete")
        .contains("20 users, the first 3 of them:")
        .contains("1 Ada Lovelace <ada@example.org>, since ")
        .contains("closing, newest first: LifecycleRegistry(OPEN, [run log, database.db])");
  }

  @Test
  void theSecondRunFindsTheUsersOfTheFirst() {
    run(file().toString());

    Outcome second = run(file().toString());

    assertThat(second.status()).isZero();
    assertThat(second.out())
        .contains("20 users, earlier runs: 1")
        .containsPattern("the last one ended \\S+ and left 20 users")
        .contains("0 imported, 20 skipped as they exist")
        .contains("20 users, the first 3 of them:");
    assertThat(run(file().toString()).out()).contains("20 users, earlier runs: 2");
  }

  @Test
  void nothingButTheDatabaseIsLeftBehind() throws IOException {
    run(file().toString());

    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file());
    }
  }

  @Test
  void aDatabaseInMemoryWillDo() {
    assertThat(run(":memory:").out()).contains("in memory").contains("20 imported");
  }

  @Test
  void aWrongPathIsExplainedWithoutAStackTrace() {
    Outcome outcome = run(folder.resolve("missing").resolve("hello.db").toString());

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("hello-sqlite has no database.")
        .contains("SQLITE_PATH", folder.resolve("missing").toString(), "does not exist")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void everythingThatIsWrongIsExplainedOnce() {
    Outcome outcome = run(Map.of("SQLITE_PATH", folder.toString(), "SQLITE_BUSY_TIMEOUT", "soon"));

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .containsOnlyOnce("SQLITE_PATH")
        .containsOnlyOnce("is a folder")
        .containsOnlyOnce("SQLITE_BUSY_TIMEOUT");
  }

  @Test
  void aWrongPortIsExplained() {
    Outcome outcome = run(Map.of("SQLITE_PATH", file().toString(), "PORT", "http"), "serve");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("PORT", "\"http\"").doesNotContain("Exception");
  }

  @Test
  void anotherArgumentIsRefused() {
    Outcome outcome = run(Map.of("SQLITE_PATH", file().toString()), "sreve");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("sreve");
    assertThat(file()).doesNotExist();
  }

  @Test
  void theDefaultFileHasAFolderOfItsOwnWhichIsMadeWhenNeeded() {
    Path data = folder.resolve("data");
    ConfigKey other = ConfigKey.of("sqlite", "", "synchronous");
    ConfigKey path = ConfigKey.of("sqlite", "", "path");

    assertThat(HelloSqlite.defaultFile(other, folder)).isEmpty();
    assertThat(data).doesNotExist();
    assertThat(HelloSqlite.defaultFile(path, folder)).contains(data.resolve("hello.db").toString());
    assertThat(data).isDirectory();
    assertThat(HelloSqlite.defaultFile(path, folder)).isPresent();
  }

  private Path file() {
    return folder.resolve("hello.db");
  }

  private static Outcome run(String path) {
    return run(Map.of("SQLITE_PATH", path));
  }

  private static Outcome run(Map<String, String> settings, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        HelloSqlite.hello(ConfigSource.map(settings))
            .run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
