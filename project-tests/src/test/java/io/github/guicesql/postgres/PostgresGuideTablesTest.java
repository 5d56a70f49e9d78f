package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.project.MarkdownTable;
import io.github.guicesql.project.MarkdownTable.Row;
import io.github.guicesql.sqlmodule.internal.dsn.Problem;
import io.github.guicesql.sqlmodule.internal.dsn.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/guides/postgres.md say of each connection string what becomes of it. */
final class PostgresGuideTablesTest {

  private static final String GUIDE = "docs/guides/postgres.md";

  private static final ProcessDefaults PROCESS =
      new ProcessDefaults("me", Path.of("there-is-no", "root.crt"));

  private static PostgresParameters of(String dsn) throws Exception {
    return PostgresParameters.read(dsn, PROCESS);
  }

  private static List<Problem> problems(String dsn) throws Exception {
    Problems problems = new Problems();
    PostgresParameters unused = PostgresParameters.read(dsn, PROCESS, problems);
    assertThat(problems.list()).as("problems of %s", dsn).isNotEmpty();
    return problems.list();
  }

  private static List<Row> table(String title) {
    return MarkdownTable.of(GUIDE, title).rows();
  }

  private static List<String> codes(Row row, int column) {
    List<String> codes = row.codes(column);
    assertThat(codes).as("column %s of %s", column, row).isNotEmpty();
    return codes;
  }

  static List<Row> connectionStrings() {
    return table("connection string");
  }

  @ParameterizedTest
  @MethodSource("connectionStrings")
  void whereAndWho(Row row) throws Exception {
    for (String dsn : codes(row, 0)) {
      PostgresParameters parameters = of(dsn);
      assertThat(parameters.url()).isEqualTo("jdbc:postgresql://" + codes(row, 1).get(0));
      assertThat(parameters.user()).isEqualTo(codes(row, 2).get(0).replace("$USER", "me"));
    }
  }

  static List<Row> honoured() {
    return table("honoured");
  }

  @ParameterizedTest
  @MethodSource("honoured")
  void becomesPgjdbcs(Row row) throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (String property : codes(row, 2)) {
      int equals = property.indexOf('=');
      expected.put(property.substring(0, equals), property.substring(equals + 1));
    }
    for (String dsn : codes(row, 1)) {
      assertThat(dsn).contains(codes(row, 0).get(0) + "=");
      assertThat(of(dsn).properties()).containsAllEntriesOf(expected);
    }
    assertThat(expected).isNotEmpty();
  }

  static List<Row> asItIs() {
    return table("only as it is");
  }

  @ParameterizedTest
  @MethodSource("asItIs")
  void isAcceptedWhereItChangesNothing(Row row) throws Exception {
    for (String keyword : codes(row, 0)) {
      for (String value : codes(row, 1)) {
        assertThat(of(keyword + "=" + value).properties()).isEqualTo(of("").properties());
      }
      for (String value : codes(row, 2)) {
        assertThat(problems(keyword + "=" + value))
            .extracting(Problem::parameter)
            .containsExactly(keyword);
      }
    }
  }

  static List<Row> refused() {
    return table("refused");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedWithWhatToDoInstead(Row row) throws Exception {
    for (String keyword : codes(row, 0)) {
      List<Problem> problems = problems(keyword + "=x");
      assertThat(problems).extracting(Problem::parameter).containsExactly(keyword);
      assertThat(row.cells().get(1).replace("`", "")).isEqualTo(problems.get(0).write());
    }
  }

  @Test
  void eachKeywordOfLibpqIsInOneOfTheTables() {
    List<String> there = new ArrayList<>();
    for (String title : List.of("where and who", "honoured", "only as it is", "refused")) {
      table(title).forEach(row -> there.addAll(codes(row, 0)));
    }
    assertThat(there).containsExactlyInAnyOrderElementsOf(LibpqKeyword.keywords());
  }
}
