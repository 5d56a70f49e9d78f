package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference has each public type once, in the section of its artifact, and no other. */
final class ReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/reference.md");
  private static final Pattern SECTION =
      Pattern.compile("^## (guice-[\\w-]+)$(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINE =
      Pattern.compile("^\\| `([\\w.]+)` \\| \\S.*\\|$", Pattern.MULTILINE);

  static List<String> artifacts() {
    return PublishedTypes.artifacts();
  }

  private static List<String> listed(String artifact) throws IOException {
    Matcher section = SECTION.matcher(Files.readString(REFERENCE));
    while (section.find()) {
      if (section.group(1).equals(artifact)) {
        return LINE.matcher(section.group(2)).results().map(match -> match.group(1)).toList();
      }
    }
    return List.of();
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void listsWhatIsThere(String artifact) throws IOException {
    assertThat(PublishedTypes.names(artifact)).isNotEmpty();
    assertThat(listed(artifact))
        .containsExactlyInAnyOrderElementsOf(PublishedTypes.names(artifact));
  }

  @Test
  void hasNoOtherSection() throws IOException {
    assertThat(SECTION.matcher(Files.readString(REFERENCE)).results().map(match -> match.group(1)))
        .containsExactlyInAnyOrderElementsOf(artifacts());
  }
}
