package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each package of the published modules says what it is for. */
final class PackageOverviewTest {

  private static final Pattern OVERVIEW =
      Pattern.compile(
          "\\A/\\*\\*\\s+\\*\\s+[A-Z].*?\\.\\s.*?\\*/\\s+@NullMarked\\s+package ", Pattern.DOTALL);

  static List<Path> packages() {
    return PublishedTypes.artifacts().stream()
        .map(artifact -> Path.of("..", artifact, "src/main/java"))
        .flatMap(PackageOverviewTest::packages)
        .toList();
  }

  private static Stream<Path> packages(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
          .map(Path::getParent)
          .distinct()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void hasAnOverview(Path folder) throws IOException {
    Path overview = folder.resolve("package-info.java");
    assertThat(overview).exists();
    assertThat(Files.readString(overview)).containsPattern(OVERVIEW);
  }

  @Test
  void thereArePackages() {
    assertThat(packages()).hasSizeGreaterThanOrEqualTo(PublishedTypes.artifacts().size());
  }
}
