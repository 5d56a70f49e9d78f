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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project that docs/guides/getting-started.md makes compiles whenever the guide runs it, and is
 * examples/getting-started in the end, whose tests the build runs. That the guide's commands do and
 * print what it says is seen by .ci/documents.
 */
final class GettingStartedTest {

  static final Path GUIDE =
      Path.of("..", "docs", "guides", "getting-started.md").toAbsolutePath().normalize();

  private static final Path EXAMPLE = Path.of("..", "examples", "getting-started", "src");

  @TempDir Path folder;
  @TempDir Path classes;
  private final List<String> compiled = new ArrayList<>();

  @BeforeEach
  void follow() throws Exception {
    new Walkthrough(folder, this::compile, false)
        .follow(Walkthrough.blocks(Files.readString(GUIDE)));
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

  @Test
  void itCompilesWheneverTheGuideRunsIt() {
    assertThat(compiled).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void inTheEndItIsTheExample() throws IOException {
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
