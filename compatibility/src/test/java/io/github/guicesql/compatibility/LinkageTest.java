package io.github.guicesql.compatibility;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Does the byte code of what is published find all that it asks of this Guice? The jars are
 * compiled once, against the newest; what runs tells only of what the tests reach.
 */
final class LinkageTest {

  private static final Pattern ARTIFACT =
      Pattern.compile("<dependency>\\s*<groupId>.*?</groupId>\\s*<artifactId>(.*?)</artifactId>");

  private static final JavaClasses MAIN_CODE =
      new ClassFileImporter()
          .withImportOption(LinkageTest::isMainCode)
          .importPackages("io.github.guicesql");

  private static boolean isMainCode(Location location) {
    return !location.contains("/test-classes/") && !location.contains("-tests.jar");
  }

  @Test
  void thisIsTheGuiceThatTheModuleIsNamedAfter() {
    Path jar =
        Path.of(Guice.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .getFileName();
    Path module = Path.of("").toAbsolutePath().getFileName();

    assertThat(jar.toString()).startsWith(module + ".");
  }

  @Test
  void allThatIsPublishedIsLookedAt() throws IOException {
    List<String> published =
        ARTIFACT
            .matcher(Files.readString(Path.of("../../guice-sql-bom/pom.xml")))
            .results()
            .map(artifact -> artifact.group(1))
            .toList();

    assertThat(published).contains("guice-sqlmodule");
    assertThat(published)
        .as("what the BOM lists, and compatibility/pom.xml lacks")
        .allMatch(artifact -> MAIN_CODE.stream().anyMatch(type -> isOf(artifact, type)));
  }

  private static boolean isOf(String artifact, JavaClass type) {
    return type.getSource().orElseThrow().getUri().toString().contains("/" + artifact + "/");
  }

  @Test
  void mainCodeCallsNothingThatThisGuiceLacks() {
    assertThat(MAIN_CODE).anyMatch(type -> type.getSimpleName().equals("DriverModule"));
    assertThat(Linkage.GUICE.problems(MAIN_CODE)).isEmpty();
  }

  @Test
  void mainCodeKnowsGuicesOwnAnnotationsAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.inject..", "jakarta.inject..")
        .check(MAIN_CODE);
  }
}
