package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.jdbc.JdbcModule;
import io.github.guicesql.mysql.MysqlModule;
import io.github.guicesql.postgres.PostgresModule;
import io.github.guicesql.project.MarkdownTable.Row;
import io.github.guicesql.sqlite.SqliteModule;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlOptions;
import io.github.guicesql.sqlmodule.SqlTokens;
import io.github.guicesql.sqlmodule.config.InvalidValueException;
import io.github.guicesql.sqlmodule.config.Setting;
import io.github.guicesql.sqlmodule.driver.DeclaredSettings;
import io.github.guicesql.sqlmodule.driver.DriverModule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each table of the README and the guides whose first column is a configuration key says of it what
 * the driver module does; and configuration.md leaves none out.
 */
final class ConfigurationTablesTest {

  private static final String COMPLETE = "docs/guides/configuration.md";
  private static final Pattern RANGE = Pattern.compile("\\b(\\d+) to (\\d+)\\b");
  private static final Pattern LEAST = Pattern.compile("`(\\w+)` or more");
  private static final SqlOptions ALL = SqlOptions.defaults().withReader();
  private static final List<DriverModule> DRIVERS =
      List.of(
          new SqliteModule(ALL),
          new PostgresModule(ALL),
          new MysqlModule(ALL),
          new JdbcModule(Dialect.H2, ALL));

  /** A setting of a driver by its key, which is the default database's or a named one's. */
  private record Known(String prefix, Setting<?> setting) {

    boolean isMeantBy(String text) {
      String key = key();
      String upper = prefix.toUpperCase(Locale.ROOT) + "_";
      return text.equals(key)
          || text.equals(token())
          || (text.startsWith(upper)
              && text.endsWith(key.substring(prefix.length()))
              && !isReserved(
                  text.substring(
                      upper.length(),
                      Math.max(upper.length(), text.length() - key.length() + prefix.length()))));
    }

    /** Such as what is between {@code POSTGRES_} and {@code _USER}: no database has that name. */
    private static boolean isReserved(String words) {
      return SqlTokens.isReserved(words.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    String key() {
      return setting.key(prefix, "").key();
    }

    private String token() {
      return setting.key(prefix, "").token();
    }
  }

  private static Stream<Known> known() {
    return DRIVERS.stream()
        .flatMap(
            driver ->
                DeclaredSettings.of(driver).stream()
                    .map(setting -> new Known(DeclaredSettings.prefix(driver), setting)));
  }

  /** A row, with the title of each of its cells. */
  record Described(String key, MarkdownTable table, Row row) {

    Optional<String> cell(String title) {
      return index(title).map(row.cells()::get);
    }

    List<String> codes(String title) {
      return index(title).map(row::codes).orElse(List.of());
    }

    private Optional<Integer> index(String title) {
      return Optional.of(table.column(title)).filter(index -> index >= 0);
    }

    @Override
    public String toString() {
      return row.place() + " " + key;
    }
  }

  static List<Described> rows() throws IOException {
    List<Described> found = new ArrayList<>();
    for (MarkdownTable table : MarkdownTable.all()) {
      for (Row row : table.rows()) {
        for (String code : row.codes(0)) {
          if (code.matches(
              "(SQLITE|POSTGRES|MYSQL|JDBC)_[A-Z_]+|(sqlite|postgres|mysql|jdbc)\\.[a-z.-]+")) {
            found.add(new Described(code, table, row));
          }
        }
      }
    }
    return found;
  }

  private static Setting<?> setting(Described row) {
    List<Known> meant = known().filter(known -> known.isMeantBy(row.key())).toList();
    assertThat(meant).as("settings that %s can be", row).hasSize(1);
    return meant.get(0).setting();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theKeyExists(Described row) {
    assertThat(setting(row)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theDefaultIsTheModules(Described row) throws InvalidValueException {
    Setting<?> setting = setting(row);
    Optional<String> cell = row.cell("default");
    if (cell.isEmpty()) {
      return;
    }
    assertThat(cell.get().equals("required")).as("required").isEqualTo(setting.isRequired());
    List<String> written = row.codes("default");
    assertThat(written).as("default").hasSize(setting.defaultValue().isPresent() ? 1 : 0);
    for (String text : written) {
      assertThat(setting.parser().parse(text)).isEqualTo(setting.defaultValue().orElseThrow());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aSecretIsCalledOne(Described row) {
    boolean called =
        row.row().cells().stream().anyMatch(cell -> cell.matches("(.*\\W)?secret\\b.*"));
    assertThat(called).as("called a secret").isEqualTo(setting(row).isSecret());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLimitsAreTheModules(Described row) throws InvalidValueException {
    Setting<?> setting = setting(row);
    List<String> values = row.codes("values");
    if (setting.type() == Integer.class && !values.isEmpty()) {
      assertThat(values).as("least and most").hasSize(2);
      assertLimits(setting, Integer.parseInt(values.get(0)), Integer.parseInt(values.get(1)));
    } else if (setting.type() == Duration.class && !values.isEmpty()) {
      boolean withZero = values.get(0).equals("0");
      assertThat(values).as("0 if it is allowed, least and most").hasSize(withZero ? 3 : 2);
      if (withZero) {
        assertThat(setting.parser().parse("0")).isEqualTo(Duration.ZERO);
      } else {
        assertRefused(setting, Duration.ZERO);
      }
      assertLeast(setting, values.get(values.size() - 2));
      Duration most = (Duration) setting.parser().parse(values.get(values.size() - 1));
      assertRefused(setting, most.plusNanos(1));
    } else if (setting.type() == String.class && !values.isEmpty()) {
      String remedy = assertRefused(setting, "no such word").faults().get(0).remedy();
      assertThat(remedy).isEqualTo("Write one of " + String.join(", ", values) + ".");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatTheMeaningSaysOfLimitsIsSo(Described row) throws InvalidValueException {
    Setting<?> setting = setting(row);
    String meaning = row.cell("meaning").orElse("");
    if (setting.type() == Integer.class) {
      for (MatchResult range : RANGE.matcher(meaning.replace(",", "")).results().toList()) {
        assertLimits(setting, Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
      }
    } else if (setting.type() == Duration.class) {
      for (MatchResult least : LEAST.matcher(meaning).results().toList()) {
        assertLeast(setting, least.group(1));
      }
    } else if (setting.type() == String.class) {
      for (String word : row.codes("meaning")) {
        assertThat(setting.parser().parse(word)).isEqualTo(word);
      }
    }
  }

  private static void assertLimits(Setting<?> setting, int least, int most)
      throws InvalidValueException {
    assertThat(setting.parser().parse("" + least)).isEqualTo(least);
    assertThat(setting.parser().parse("" + most)).isEqualTo(most);
    assertRefused(setting, least - 1);
    assertRefused(setting, most + 1);
  }

  private static void assertLeast(Setting<?> setting, String text) throws InvalidValueException {
    Duration least = (Duration) setting.parser().parse(text);
    assertRefused(setting, least.minusNanos(1));
  }

  private static InvalidValueException assertRefused(Setting<?> setting, Object value) {
    InvalidValueException refusal =
        catchThrowableOfType(
            InvalidValueException.class, () -> setting.parser().parse(value.toString()));
    assertThat(refusal).as("refusal of %s", value).isNotNull();
    return refusal;
  }

  @Test
  void noneIsLeftOut() throws IOException {
    List<String> there =
        rows().stream()
            .filter(row -> row.row().place().startsWith(COMPLETE))
            .filter(row -> row.cell("default").isPresent() && row.cell("values").isPresent())
            .map(Described::key)
            .toList();
    assertThat(there).containsExactlyInAnyOrderElementsOf(known().map(Known::key).toList());
  }
}
