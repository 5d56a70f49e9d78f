package io.github.guicesql.examples.hello.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.ConfigSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who runs the example. */
final class HelloSqliteTest {

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(ConfigSource settings, String... arguments) {
    out.reset();
    return HelloSqlite.hello(settings)
        .run(
            List.of(arguments),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
  }

  private ConfigSource byDefault() {
    return key -> HelloSqlite.defaultFile(key, home);
  }

  @Test
  void theSecondRunFindsTheUsersOfTheFirst() {
    assertThat(run(byDefault())).isZero();
    assertThat(out.toString(UTF_8))
        .contains(
            "(dialect sqlite)",
            "file " + home.resolve("data").resolve("hello.db"),
            "0 users, no earlier run",
            "20 imported, 0 skipped")
        .endsWith("closing, newest first: LifecycleRegistry(OPEN, [run log, database.db])\n");

    assertThat(run(byDefault())).isZero();
    assertThat(out.toString(UTF_8))
        .contains("20 users, earlier runs: 1", "left 20 users", "0 imported, 20 skipped");
    assertThat(home.resolve("data").toFile().list()).containsExactly("hello.db");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aPathOfOnesOwnMakesNoDefaultFolder() {
    ConfigSource own = ConfigSource.map(Map.of("SQLITE_PATH", home.resolve("own.db").toString()));
    assertThat(run(ConfigSource.firstOf(own, byDefault()))).isZero();
    assertThat(home.toFile().list()).containsExactly("own.db");
  }

  @Test
  void aWrongPathIsExplained() {
    assertThat(run(ConfigSource.map(Map.of("SQLITE_PATH", home.toString())))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .startsWith("hello-sqlite has no database.\n  SQLITE_PATH (sqlite.path) = ")
        .contains("is a folder")
        .doesNotContain("\tat ");
  }

  @Test
  void anUnknownArgumentIsExplained() {
    assertThat(run(byDefault(), "server")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("the only argument is serve, not server");
  }
}
