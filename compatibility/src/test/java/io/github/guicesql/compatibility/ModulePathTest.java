package io.github.guicesql.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that is a module: compatibility/src/modules/visits, compiled and run with everything on
 * the module path and no option but that.
 */
@Timeout(120)
final class ModulePathTest {

  private static final Path SOURCES = Path.of("../src/modules/visits");
  private static final Pattern OURS =
      Pattern.compile(
          ".*/guice-(sqlmodule|sqlite|postgres|mysql|jdbc|transactor|sql-micrometer"
              + "|sql-opentelemetry|sql-slowlog)/target/[^/]*");
  private static final Pattern THEIRS =
      Pattern.compile(
          ".*/(guice|guava|failureaccess|aopalliance|javax\\.inject|jakarta\\.inject-api|HikariCP"
              + "|slf4j-api|logback-core|logback-classic|sqlite-jdbc|postgresql|h2|jspecify"
              + "|micrometer-[a-z]+|HdrHistogram|LatencyUtils|opentelemetry-[a-z-]+"
              + "|datasource-proxy)"
              + "-[0-9][^/]*\\.jar");

  @TempDir private Path folder;
  private final List<Path> modulePath = new ArrayList<>();

  @BeforeEach
  void likeTheClassPathOfAService() throws IOException {
    classPath()
        .filter(entry -> OURS.matcher(slashes(entry)).matches() || isTheirs(entry))
        .forEach(modulePath::add);
    if (modulePath.stream().noneMatch(entry -> slashes(entry).contains("/jakarta.inject-api-"))) {
      // With Guice 5 the service adds it. Nobody asks it for a class.
      Path standIn = Files.createDirectory(folder.resolve("jakarta"));
      Files.writeString(standIn.resolve("module-info.java"), "module jakarta.inject {}");
      javac(standIn, List.of(standIn.resolve("module-info.java")));
      modulePath.add(standIn);
    }
  }

  private static Stream<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists);
  }

  private static boolean isTheirs(Path entry) {
    return THEIRS.matcher(slashes(entry)).matches();
  }

  private static String slashes(Path path) {
    return path.toString().replace(File.separatorChar, '/');
  }

  private String modulePath() {
    return String.join(File.pathSeparator, modulePath.stream().map(Path::toString).toList());
  }

  private void javac(Path output, List<Path> sources) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-Xlint:all,-requires-automatic", "-Werror", "-proc:none", "--class-path", ""));
    arguments.addAll(List.of("--module-path", modulePath(), "-d", output.toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .as("javac's exit code")
        .isZero();
  }

  private String run(String driver) throws IOException, InterruptedException {
    classPath()
        .filter(entry -> slashes(entry).contains("/" + driver + "-"))
        .forEach(modulePath::add);
    Path service = Files.createDirectory(folder.resolve("visits"));
    try (Stream<Path> files = Files.walk(SOURCES)) {
      javac(service, files.filter(file -> file.toString().endsWith(".java")).toList());
    }
    modulePath.add(service);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--module-path",
                modulePath(),
                "--module",
                "visits/visits.Main")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
      return Files.readString(output, UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mariadb-java-client", "mysql-connector-j"})
  void aServiceOnTheModulePathNeedsNoOptions(String driver) throws Exception {
    assertThat(run(driver))
        .contains("module visits", "visits 1", "committed transactions: 1")
        .containsPattern("database\\.absent\\.db \\(postgres\\), PING: .*SQLSTATE 08001")
        .containsPattern("database\\.absent\\.db \\(mysql\\), PING: .*SQLSTATE 08")
        .containsPattern("database\\.absent\\.db \\(jdbc\\), PING: .*SQLSTATE 90067")
        .doesNotContain("IllegalAccess", "NoClassDefFound", "InaccessibleObject");
  }

  @Test
  void theModulePathHasEverythingThatTheServiceUses() {
    assertThat(modulePath.stream().filter(entry -> OURS.matcher(slashes(entry)).matches()))
        .hasSize(9);
  }
}
