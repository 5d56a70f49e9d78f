package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The projects that the guides make which begin in an empty folder compile whenever their guide
 * runs them. That of docs/guides/getting-started.md is examples/getting-started in the end, whose
 * tests the build runs. That the commands do and print what the guides say is seen by
 * .ci/documents.
 */
final class GettingStartedTest {

  private static final Path GUIDE = guide("getting-started");

  /** The guides that .ci/documents follows. */
  static final List<Path> WALKS = List.of(GUIDE, guide("new-service"), guide("old-service"));

  private static final Path EXAMPLE = Path.of("..", "examples", "getting-started", "src");

  @TempDir Path folder;
  @TempDir Path classes;
  private final List<String> compiled = new ArrayList<>();

  private static Path guide(String name) {
    return Path.of("..", "docs", "guides", name + ".md").toAbsolutePath().normalize();
  }

  static List<Path> walks() {
    return WALKS;
  }

  private void follow(Path guide) throws Exception {
    new Walkthrough(folder, this::compile, false)
        .follow(Walkthrough.blocks(Files.readString(guide)));
  }

  private List<String> compile(Walkthrough.Block command) throws IOException {
    List<Path> sources = sources(folder);
    if (!sources.isEmpty()) {
      JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
      StringWriter errors = new StringWriter();
      try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
        boolean success =
            javac
                .getTask(
                    errors,
                    files,
                    null,
                    List.of(
                        "-Xlint:all,-processing,-classfile", "-Werror", "-d", classes.toString()),
                    null,
                    files.getJavaFileObjectsFromPaths(sources))
                .call();
        assertThat(success).as("line %d: %s", command.line(), errors).isTrue();
      }
      compiled.add(command.text());
    }
    return List.of();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("walks")
  void itCompilesWheneverTheGuideRunsIt(Path guide) throws Exception {
    follow(guide);
    assertThat(compiled).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void ciFollowsEachOfThem() throws IOException {
    assertThat(Path.of("..", ".ci", "documents"))
        .content()
        .contains(
            WALKS.stream()
                .map(walk -> walk.getFileName().toString().replace(".md", ""))
                .toArray(String[]::new));
  }

  @Test
  void inTheEndItIsTheExample() throws Exception {
    follow(GUIDE);
    assertThat(contents(folder.resolve("src")))
        .isNotEmpty()
        .containsExactlyEntriesOf(contents(EXAMPLE));
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path source : sources(folder)) {
      contents.put(folder.relativize(source).toString(), Files.readString(source));
    }
    return contents;
  }
}
