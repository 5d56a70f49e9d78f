package io.github.guicesql.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.project.MarkdownTable;
import io.github.guicesql.project.MarkdownTable.Row;
import io.github.guicesql.sqlmodule.internal.dsn.Problem;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/guides/mysql.md say of each connection string what becomes of it. */
final class MysqlGuideTablesTest {

  private static final String GUIDE = "docs/guides/mysql.md";
  private static final String GO = "u:p@tcp(h)/d?";
  private static final String URI = "mysql://u:p@h/d?";

  /** The two drivers by the column that each has in most tables. */
  private static final Map<Integer, Connector> DRIVERS =
      Map.of(2, new MariaDbConnector(), 3, new MysqlConnector());

  private static List<Row> table(String title) {
    return MarkdownTable.of(GUIDE, title).rows();
  }

  private static Map<String, String> properties(String dsn, Connector driver) throws Exception {
    Problems problems = new Problems();
    MysqlParameters read = MysqlParameters.read(dsn, driver, problems);
    problems.throwIfAny();
    return read.properties();
  }

  private static List<Problem> problems(String dsn, Connector driver) throws Exception {
    Problems problems = new Problems();
    MysqlParameters unused = MysqlParameters.read(dsn, driver, problems);
    assertThat(problems.list()).as("problems of %s by %s", dsn, driver).isNotEmpty();
    return problems.list();
  }

  /** The beginnings that a parameter may have before it. */
  private static List<String> formsOf(String name) {
    if (DsnParameter.isGo(name)) {
      return List.of(GO, URI);
    }
    return List.of(DsnParameter.uriName(name) == null ? GO : URI);
  }

  /** What a cell says of a driver's properties; "the same" is what the cell before says. */
  private static Map<String, String> expected(Row row, int column) {
    Map<String, String> expected = new TreeMap<>();
    boolean same = row.cells().get(column).equals("the same");
    for (String property : row.codes(same ? column - 1 : column)) {
      int equals = property.indexOf('=');
      expected.put(property.substring(0, equals), property.substring(equals + 1));
    }
    return expected;
  }

  private static String instead(Problem problem) {
    return problem.write().replaceFirst("^leave it out; ", "");
  }

  private static String plain(Row row, int column) {
    return row.cells().get(column).replace("`", "");
  }

  static List<Row> connectionStrings() {
    return table("connection string");
  }

  @ParameterizedTest
  @MethodSource("connectionStrings")
  void whereAndWho(Row row) throws Exception {
    String dsn = row.codes(0).get(0);
    MysqlParameters parameters = MysqlParameters.read(dsn);
    Connector driver = parameters.connector();
    String url = driver.scheme() + "://" + row.codes(1).get(0);
    String database =
        driver.urlDatabase("") == null
            ? parameters.properties().get(driver.databaseProperty())
            : "";
    assertThat(parameters.url() + database).isEqualTo(url);
    assertThat(parameters.user() == null ? "$USER" : parameters.user())
        .isEqualTo(row.codes(2).get(0));
    List<String> passwords =
        parameters.password() == null ? List.of() : List.of(parameters.password());
    assertThat(row.codes(3)).isEqualTo(passwords);
  }

  static Stream<Row> honoured() {
    return Stream.of("Go's", "MySQL's").flatMap(title -> table(title).stream());
  }

  @ParameterizedTest
  @MethodSource("honoured")
  void becomesTheDrivers(Row row) throws Exception {
    List<String> names = row.codes(0);
    List<String> examples = row.codes(1);
    assertThat(examples).hasSize(Math.max(1, names.size()));
    for (int i = 0; i < examples.size(); i++) {
      String name = examples.get(i).substring(0, examples.get(i).indexOf('='));
      assertThat(names.isEmpty() ? name : names.get(i)).isEqualTo(name);
      for (String form : formsOf(name)) {
        for (Map.Entry<Integer, Connector> driver : DRIVERS.entrySet()) {
          assertBecomes(form, examples.get(i), row, driver.getKey(), driver.getValue());
        }
      }
    }
  }

  private static void assertBecomes(
      String form, String example, Row row, int column, Connector driver) throws Exception {
    if (row.cells().get(column).equals("refused")) {
      assertThat(problems(form + example, driver)).hasSize(1);
      return;
    }
    Map<String, String> expected = expected(row, column);
    assertThat(expected).isNotEmpty();
    Map<String, String> changed = new HashMap<>(properties(form + example, driver));
    assertThat(changed).containsAllEntriesOf(expected);
    if (form.equals(GO)) {
      changed.entrySet().removeAll(properties(form, driver).entrySet());
      assertThat(changed).isEqualTo(expected);
    }
  }

  static List<Row> asItIs() {
    return table("only as it is");
  }

  @ParameterizedTest
  @MethodSource("asItIs")
  void isAcceptedWhereItChangesNothing(Row row) throws Exception {
    assertThat(List.of(row.codes(0), row.codes(1), row.codes(2))).noneMatch(List::isEmpty);
    for (String name : row.codes(0)) {
      for (String form : formsOf(name)) {
        for (Connector driver : DRIVERS.values()) {
          for (String value : row.codes(1)) {
            assertThat(properties(form + name + "=" + value, driver))
                .isEqualTo(properties(form, driver));
          }
          for (String value : row.codes(2)) {
            List<Problem> problems = problems(form + name + "=" + value, driver);
            assertThat(problems).extracting(Problem::parameter).containsExactly(name);
            assertThat(plain(row, 3)).isEqualTo(instead(problems.get(0)));
          }
        }
      }
    }
  }

  static List<Row> refused() {
    return table("refused");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedWithWhatToDoInstead(Row row) throws Exception {
    for (String name : row.codes(0)) {
      for (String form : formsOf(name)) {
        for (Connector driver : DRIVERS.values()) {
          List<Problem> problems = problems(form + name + "=x", driver);
          assertThat(problems).extracting(Problem::parameter).containsExactly(name);
          assertThat(plain(row, 1)).isEqualTo(problems.get(0).wrong());
          assertThat(plain(row, 2)).isEqualTo(instead(problems.get(0)));
        }
      }
    }
  }

  @Test
  void eachParameterIsInOneOfTheTables() {
    List<String> there = new ArrayList<>();
    for (String title : List.of("Go's", "MySQL's", "only as it is", "refused")) {
      table(title).forEach(row -> there.addAll(row.codes(0)));
    }
    there.remove("autocommit");
    assertThat(there).containsExactlyInAnyOrderElementsOf(DsnParameter.uriNames());
  }

  static List<Row> refusedOfTheDriversOwn() {
    return table("in a URL of");
  }

  @ParameterizedTest
  @MethodSource("refusedOfTheDriversOwn")
  void isRefusedInAJdbcUrl(Row row) throws Exception {
    String url = row.codes(0).get(0) + "//h/d";
    Connector driver = MysqlParameters.read(url).connector();
    for (String property : row.codes(1)) {
      List<Problem> problems = problems(url + "?" + property + "=1", driver);
      assertThat(problems).extracting(Problem::parameter).containsExactly(property);
      assertThat(plain(row, 2)).isEqualTo(problems.get(0).wrong());
      assertThat(plain(row, 3)).isEqualTo(instead(problems.get(0)));
    }
  }

  @Test
  void eachPropertyThatIsRefusedIsThere() throws Exception {
    List<String> there =
        refusedOfTheDriversOwn().stream().flatMap(row -> row.codes(1).stream()).toList();
    for (Connector driver : DRIVERS.values()) {
      for (String name : driver.rules().keySet()) {
        assertThat(there.contains(name) || takesSomeValue(name, driver)).as(name).isTrue();
      }
    }
    assertThat(there).doesNotHaveDuplicates();
  }

  private static boolean takesSomeValue(String name, Connector driver) throws Exception {
    for (String value : List.of("true", "false", "1", "UTC", "UTF-8", "ROUND", "file:/s")) {
      for (String mode : List.of("", "sslMode=verify_ca&")) {
        Problems problems = new Problems();
        MysqlParameters unused =
            MysqlParameters.read(
                driver.scheme() + "://h/d?" + mode + name + "=" + value, driver, problems);
        if (problems.list().isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void whatTheModuleSets() throws Exception {
    for (Map.Entry<Integer, Connector> entry : DRIVERS.entrySet()) {
      Connector driver = entry.getValue();
      Map<String, String> everywhere = new LinkedHashMap<>();
      Map<String, String> inGosForm = new LinkedHashMap<>();
      for (Row row : table("set")) {
        Map<String, String> expected = expected(row, entry.getKey());
        boolean go = row.cells().get(1).equals("Go's form");
        assertThat(go || row.cells().get(1).equals("everywhere")).as(row.place()).isTrue();
        (go ? inGosForm : everywhere).putAll(expected);
      }
      assertThat(properties("mysql://u:p@h", driver)).isEqualTo(everywhere);
      assertThat(properties(driver.scheme() + "://h", driver)).isEqualTo(everywhere);
      inGosForm.putAll(everywhere);
      assertThat(properties("u:p@tcp(h)/", driver)).isEqualTo(inGosForm);
    }
  }

  static List<Row> tls() {
    return table("`tls`");
  }

  @ParameterizedTest
  @MethodSource("tls")
  void whatIsAskedOfTls(Row row) throws Exception {
    List<String> asked = new ArrayList<>();
    row.codes(0).forEach(word -> asked.addAll(List.of(GO + "tls=" + word, URI + "tls=" + word)));
    row.codes(1).forEach(word -> asked.add(URI + "ssl-mode=" + word));
    assertThat(asked).isNotEmpty();
    for (String dsn : asked) {
      for (Map.Entry<Integer, Connector> driver : DRIVERS.entrySet()) {
        int column = driver.getKey();
        if (row.cells().get(column).equals("refused")) {
          assertThat(problems(dsn, driver.getValue())).hasSize(1);
        } else {
          assertThat(properties(dsn, driver.getValue()))
              .containsEntry("sslMode", row.codes(column).get(0));
        }
      }
    }
  }

  @Test
  void eachModeOfTlsIsThere() {
    assertThat(tls()).hasSameSizeAs(Connector.Tls.values());
    assertThat(tls().stream().flatMap(row -> row.codes(3).stream()))
        .containsExactly(
            Stream.of(Connector.Tls.values())
                .map(mode -> new MysqlConnector().sslMode(mode))
                .toArray(String[]::new));
  }
}
