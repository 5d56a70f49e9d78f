package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.project.MarkdownTable.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guide's table names the versions that works-with is built with; its snippets are checked as
 * all others are.
 */
final class WorksWithGuideTest {

  private static final Path ROOT = Path.of("..");

  static List<Row> libraries() {
    return MarkdownTable.of("docs/guides/works-with.md", "library").rows();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void theVersionIsTheBuilds(Row library) {
    assertThat(ROOT.resolve("pom.xml"))
        .content()
        .contains(".version>" + library.cells().get(1) + "</");
  }
}
