package io.github.guicesql.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Finds what the published byte code asks of HikariCP and the oldest promised one lacks. The
 * contract's tests run with it, too, but tell only of the lines that they reach.
 */
final class HikariLinkageTest {

  private static final JavaClasses MAIN_CODE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(location -> !location.contains("driver-contract")) // tests, too
          .importPackages("io.github.guicesql");

  /** What only newer ones have is used here, where its absence is caught. */
  private static final List<String> CAUGHT =
      List.of(
          ".Unpooled.hasCredentialsProvider(",
          ".Unpooled.connection(", // only asked for credentials if there is a provider of them
          ".FailureWatch.isInstalled(",
          ".FailureWatch.install(",
          ".DeadOnly.decideFor(com.zaxxer.hikari.HikariConfig",
          ".DeadOnly.evict(");

  @Test
  void thisIsTheOldestThatIsPromised() {
    Path jar =
        Path.of(
            HikariDataSource.class.getProtectionDomain().getCodeSource().getLocation().getPath());

    assertThat(jar.getFileName()).hasToString("HikariCP-5.0.1.jar");
  }

  @Test
  void mainCodeCallsNothingThatItLacksExceptWhereThatIsCaught() {
    assertThat(MAIN_CODE).anyMatch(type -> type.getSimpleName().equals("ManagedDataSource"));
    assertThat(new Linkage("com.zaxxer.hikari.").problems(MAIN_CODE))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem).containsAnyOf(CAUGHT.toArray(String[]::new)));
  }
}
