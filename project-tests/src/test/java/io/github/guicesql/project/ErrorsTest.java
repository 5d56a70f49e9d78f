package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.guicesql.sqlmodule.BuildStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Troubleshooting has a section for each exception that a user can catch, and for each stage. */
final class ErrorsTest {

  private static final Path GUIDE = Path.of("../docs/guides/troubleshooting.md");

  static List<String> exceptions() {
    return PublishedTypes.artifacts().stream()
        .flatMap(artifact -> PublishedTypes.of(artifact).stream())
        .filter(type -> type.isAssignableTo(Throwable.class))
        .map(PublishedTypes::name)
        .toList();
  }

  private static List<String> headings() throws IOException {
    return Files.readString(GUIDE)
        .lines()
        .filter(line -> line.startsWith("#"))
        .flatMap(line -> Arrays.stream(line.split("\\W+")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void eachExceptionHasASection(String exception) throws IOException {
    assertThat(headings()).contains(exception);
  }

  @ParameterizedTest
  @EnumSource(BuildStage.class)
  void eachStageHasASection(BuildStage stage) throws IOException {
    assertThat(headings()).contains(stage.name());
  }

  @Test
  void thereAreExceptions() {
    assertThat(exceptions()).contains("SqlBuildException", "InvalidValueException");
  }
}
