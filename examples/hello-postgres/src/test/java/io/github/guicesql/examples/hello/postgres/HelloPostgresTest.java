package io.github.guicesql.examples.hello.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.config.ConfigSource;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who runs the example. */
final class HelloPostgresTest {

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> settings) {
    out.reset();
    return HelloPostgres.run(
        ConfigSource.map(settings),
        home,
        List.of(),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  @Test
  void withoutADsnTheServersDataLivesOn() {
    assertThat(run(Map.of())).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
        .contains(
            "POSTGRES_DSN is not set",
            home.resolve("data").resolve("postgres").toString(),
            "(dialect postgres)",
            "0 users, no earlier run",
            "20 imported, 0 skipped")
        .endsWith("closing, newest first: LifecycleRegistry(OPEN, [run log, database.db])\n");

    assertThat(run(Map.of())).isZero();
    assertThat(out.toString(UTF_8)).contains("20 users, earlier runs: 1", "0 imported, 20 skipped");
  }

  @Test
  void withADsnThatServerIsUsed() {
    try (TestDatabase database = PostgresServer.shared().createDatabase()) {
      assertThat(run(Map.of("POSTGRES_DSN", database.dsn()))).isZero();
      assertThat(out.toString(UTF_8))
          .startsWith("hello-postgres\n")
          .contains("/" + database.database(), "20 imported")
          .doesNotContain(database.password());
      assertThat(home).isEmptyDirectory();
    }
  }

  @Test
  void aWrongDsnIsExplainedWithoutItsPassword() {
    assertThat(run(Map.of("POSTGRES_DSN", "postgres://me:hunter2@localhost:port/db"))).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .startsWith("hello-postgres has no database.\n  POSTGRES_DSN (postgres.dsn) = \"***\": ")
        .doesNotContain("hunter2", "\tat ");
  }
}
