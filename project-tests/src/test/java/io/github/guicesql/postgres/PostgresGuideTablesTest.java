package io.github.guicesql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.guicesql.project.MarkdownTable;
import io.github.guicesql.project.MarkdownTable.Row;
import io.github.guicesql.sqlmodule.internal.dsn.ParameterProblem;
import io.github.guicesql.sqlmodule.internal.dsn.UnusableParametersException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of docs/guides/postgres.md say of each connection string what becomes of it. */
final class PostgresGuideTablesTest {

  private static final String GUIDE = "docs/guides/postgres.md";

  private static PostgresParameters of(String dsn) throws Exception {
    return PostgresParameters.of(PostgresDsn.parse(dsn), "me");
  }

  private static List<ParameterProblem> problems(String dsn) {
    UnusableParametersException refusal =
        catchThrowableOfType(UnusableParametersException.class, () -> of(dsn));
    assertThat(refusal).as("refusal of %s", dsn).isNotNull();
    return refusal.problems();
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
            .extracting(ParameterProblem::keyword)
            .containsExactly(keyword);
      }
    }
  }

  static List<Row> refused() {
    return table("refused");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedWithWhatToDoInstead(Row row) {
    for (String keyword : codes(row, 0)) {
      List<ParameterProblem> problems = problems(keyword + "=x");
      assertThat(problems).extracting(ParameterProblem::keyword).containsExactly(keyword);
      assertThat(row.cells().get(1).replace("`", "")).isEqualTo(problems.get(0).write());
    }
  }

  @Test
  void eachKeywordOfLibpqIsInOneOfTheTables() {
    List<String> there = new ArrayList<>();
    for (String title : List.of("where and who", "honoured", "only as it is", "refused")) {
      table(title).forEach(row -> there.addAll(codes(row, 0)));
    }
    assertThat(there)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LibpqKeyword.values()).map(LibpqKeyword::keyword).toList());
  }
}
