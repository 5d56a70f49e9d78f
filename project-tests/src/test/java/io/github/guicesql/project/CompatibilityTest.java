package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The modules under compatibility inherit that there are no tests from the folder above them. Those
 * with an enforcer have none: they inherit nothing.
 */
final class CompatibilityTest {

  private static final Path FOLDER = Path.of("../compatibility");
  private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");

  @Test
  void eachModuleRunsItsTests() throws IOException {
    List<String> modules =
        MODULE
            .matcher(Files.readString(FOLDER.resolve("pom.xml")))
            .results()
            .map(match -> match.group(1))
            .filter(module -> !module.equals("enforcer"))
            .toList();
    assertThat(modules).hasSizeGreaterThanOrEqualTo(3);
    for (String module : modules) {
      assertThat(FOLDER.resolve(module).resolve("pom.xml"))
          .content()
          .contains("<skipTests>false</skipTests>");
    }
  }
}
