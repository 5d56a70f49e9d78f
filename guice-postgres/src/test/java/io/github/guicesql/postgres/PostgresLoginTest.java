package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqlmodule.driver.Login;
import io.github.guicesql.sqltest.PostgresServer;
import io.github.guicesql.sqltest.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User and password apart from the connection string, on a real server. */
@Tag("any-jdk")
final class PostgresLoginTest {

  private static TestDatabase database;

  @TempDir Path folder;

  @BeforeAll
  static void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static String dsn(String form) {
    return form.formatted(database.host(), database.port(), database.database());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://%s:%d/%s",
        "jdbc:postgresql://%s:%d/%s",
        "host=%s port=%d dbname=%s",
      })
  void completesEveryForm(String form) throws Exception {
    try (Postgres postgres =
        Postgres.at(
            dsn(form),
            "POSTGRES_USER",
            database.user(),
            "POSTGRES_PASSWORD",
            database.password())) {
      assertThat(postgres.query("select current_user")).isEqualTo(database.user());
    }
  }

  @Test
  void allInFilesAsContainersHaveThem() throws Exception {
    Path dsn = Files.writeString(folder.resolve("dsn"), dsn("postgres://%s:%d/%s") + "\n");
    Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
    try (Postgres postgres =
        Postgres.with(
            Map.of(
                "POSTGRES_DSN_FILE", dsn.toString(),
                "POSTGRES_USER", database.user(),
                "POSTGRES_PASSWORD_FILE", password.toString()))) {
      assertThat(postgres.query("select current_database()")).isEqualTo(database.database());
    }
  }

  @Test
  void aDatabaseWithoutANameHasThatOfTheUser() throws Exception {
    assertThat(Dsns.read("postgres://h").with(new Login("app", null)).url())
        .isEqualTo("jdbc:postgresql://h:5432/app");
  }

  @Test
  void aDsnWithAnotherUserIsRefused() {
    Throwable thrown =
        catchThrowable(
            () -> Postgres.at("postgres://app:hunter2@h/db", "POSTGRES_USER", "web").close());

    assertThat(SqlErrors.find(thrown, SqlConfigException.class).orElseThrow())
        .hasMessageContaining("POSTGRES_USER (postgres.user) = \"web\": POSTGRES_DSN")
        .hasMessageContaining("names another user.");
  }
}
