package io.github.guicesql.examples.hello.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.MariaDbServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who runs the example. */
final class HelloMysqlTest {

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> settings, String... arguments) {
    out.reset();
    return HelloMysql.run(
        ConfigSource.map(settings),
        home,
        List.of(arguments),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  @Test
  void withoutADsnTheServersDataLivesOn() {
    assertThat(run(Map.of())).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
        .contains(
            "MYSQL_DSN is not set",
            home.resolve("data").resolve("mariadb").toString(),
            "(dialect mysql)",
            "0 users, no earlier run",
            "20 imported, 0 skipped")
        .endsWith("closing, newest first: LifecycleRegistry(OPEN, [run log, database.db])\n");

    assertThat(run(Map.of())).isZero();
    assertThat(out.toString(UTF_8)).contains("20 users, earlier runs: 1", "0 imported, 20 skipped");
  }

  @Test
  void withADsnThatServerIsUsed() {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      assertThat(run(Map.of("MYSQL_DSN", database.dsn()))).isZero();
      assertThat(out.toString(UTF_8))
          .startsWith("hello-mysql\n")
          .contains("database " + database.database(), "20 imported")
          .doesNotContain(database.password());
      assertThat(home).isEmptyDirectory();
    }
  }

  @Test
  void aWrongDsnIsExplainedWithoutItsPassword() {
    assertThat(run(Map.of("MYSQL_DSN", "me:hunter2@tcp(localhost:port)/db"))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .startsWith("hello-mysql has no database.\n  MYSQL_DSN (mysql.dsn) = \"***\": ")
        .doesNotContain("hunter2", "\tat ");
  }

  @Test
  void theStepsShareOneDatabase() {
    try (TestDatabase database = MariaDbServer.shared().createDatabase()) {
      Map<String, String> settings = Map.of("MYSQL_DSN", HelloMysql.dsn(database));

      assertThat(run(settings, "steps")).as(err.toString(UTF_8)).isZero();
      assertThat(out.toString(UTF_8).lines().map(String::strip))
          .containsExactly(
              "hello-mysql, step by step",
              "legacy    greeting number 1 of Ada, LifecycleRegistry(OPEN, [])",
              "existing  greeting number 1 of Ada, LifecycleRegistry(OPEN, [database.db])",
              "aliases   greeting number 2 of Ada, LifecycleRegistry(OPEN, [database.db])",
              "contract  greeting number 3 of Ada, LifecycleRegistry(OPEN, [database.db])",
              "portable  greeting number 2 of Ada, LifecycleRegistry(OPEN, [database.db])",
              "sqlite    greeting number 1 of Ada, LifecycleRegistry(OPEN, [database.db])");

      assertThat(run(settings, "contract")).isZero();
      assertThat(out.toString(UTF_8)).contains("contract  greeting number 4 of Ada");
    }
  }

  @Test
  void theOldServiceUnderstandsOnlyAJdbcUrl() {
    assertThat(run(Map.of("MYSQL_DSN", "me:hunter2@tcp(localhost)/db"), "legacy")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("JDBC URL", "MYSQL_DSN").doesNotContain("hunter2");
  }

  @Test
  void anotherArgumentIsRefused() {
    assertThat(run(Map.of(), "alaises")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("aliases, contract", "not alaises");
    assertThat(home).isEmptyDirectory();
  }
}
