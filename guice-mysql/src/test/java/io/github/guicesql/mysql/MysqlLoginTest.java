package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.guicesql.sqlmodule.SqlConfigException;
import io.github.guicesql.sqlmodule.SqlErrors;
import io.github.guicesql.sqltest.MariaDbServer;
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
final class MysqlLoginTest {

  private static TestDatabase database;

  @TempDir Path folder;

  @BeforeAll
  static void create() {
    database = MariaDbServer.shared().createDatabase();
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
        "tcp(%s:%d)/%s",
        "mysql://%s:%d/%s",
        "mariadb://%s:%d/%s",
        "jdbc:mysql://%s:%d/%s",
        "jdbc:mariadb://%s:%d/%s",
      })
  void completesEveryForm(String form) throws Exception {
    try (Mysql mysql =
        Mysql.at(dsn(form), "MYSQL_USER", database.user(), "MYSQL_PASSWORD", database.password())) {
      assertThat(mysql.query("select current_user()")).startsWith(database.user() + "@");
    }
  }

  @Test
  void allInFilesAsContainersHaveThem() throws Exception {
    Path dsn = Files.writeString(folder.resolve("dsn"), dsn("mariadb://%s:%d/%s") + "\n");
    Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
    try (Mysql mysql =
        Mysql.with(
            Map.of(
                "MYSQL_DSN_FILE", dsn.toString(),
                "MYSQL_USER", database.user(),
                "MYSQL_PASSWORD_FILE", password.toString()))) {
      assertThat(mysql.query("select database()")).isEqualTo(database.database());
    }
  }

  @Test
  void aDsnWithAnotherPasswordIsRefused() {
    Throwable thrown =
        catchThrowable(
            () -> Mysql.at("app:hunter2@tcp(h:3306)/db", "MYSQL_PASSWORD", "hunter3").close());

    assertThat(SqlErrors.find(thrown, SqlConfigException.class).orElseThrow())
        .hasMessageContaining("MYSQL_PASSWORD (mysql.password) = \"***\": MYSQL_DSN")
        .hasMessageContaining("names another password.");
  }
}
