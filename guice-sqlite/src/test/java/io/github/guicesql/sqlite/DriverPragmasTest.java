package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.sqlmodule.config.InvalidValueException;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteConfig.Pragma;

/** Each property of the driver is honoured, or refused for a reason of its own. */
class DriverPragmasTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Pragma.class)
  void noneIsSaidToBeUnknown(Pragma pragma) {
    InvalidValueException refusal =
        catchThrowableOfType(
            InvalidValueException.class,
            () -> SqliteLocation.parse(folder + "/a.db?" + pragma.pragmaName + "=?"));
    if (refusal != null) {
      assertThat(refusal.faults().toString()).doesNotContain("not a parameter of SQLite");
    }
  }

  @Test
  void whatIsUnknownIsSaidToBe() {
    assertThat(
            catchThrowableOfType(
                InvalidValueException.class,
                () -> SqliteLocation.parse(folder + "/a.db?_loc=auto")))
        .satisfies(
            refusal ->
                assertThat(refusal.faults().toString()).contains("not a parameter of SQLite"));
  }

  @ParameterizedTest
  @CsvSource({
    "automatic_index, off, 0",
    "cache_spill, 0, 0",
    "cache_size, -65536, -65536",
    "recursive_triggers, on, 1"
  })
  void switchesAndNumbersReachSqlite(String pragma, String value, String result) throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db?" + pragma + "=" + value))) {
      assertThat(sqlite.query("pragma " + pragma)).isEqualTo(result);
    }
  }

  @Test
  void limitsReachSqlite() throws Exception {
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db?limit_sql_length=1000&limit_column=10"));
        Connection connection = sqlite.connection()) {
      assertThat(Sqlite.query(connection, "select 1, 2, 3, 4, 5, 6, 7, 8, 9, 10")).isEqualTo("1");
      assertThat(
              Sqlite.failure(
                      () -> Sqlite.query(connection, "select 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"))
                  .getMessage())
          .contains("too many columns");
    }
  }

  @Test
  void theFormatOfDatesReachesTheDriver() throws Exception {
    String options = "?date_class=text&date_string_format=yyyy/MM/dd";
    try (Sqlite sqlite = Sqlite.at(folder.resolve("a.db" + options));
        Connection connection = sqlite.connection();
        java.sql.PreparedStatement statement = connection.prepareStatement("select ?")) {
      statement.setDate(1, java.sql.Date.valueOf("2026-02-03"));
      assertThat(statement.executeQuery().getString(1)).isEqualTo("2026/02/03");
    }
  }
}
