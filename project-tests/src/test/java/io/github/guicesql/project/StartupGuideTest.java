package io.github.guicesql.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/guides/startup.md do what it says, with a service on SQLite. */
@Tag("long")
final class StartupGuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "guides", "startup.md");
  private static final String OWN_CLASS = "io.github.guicesql.sqlite.SqliteModule source: ";

  @TempDir Path folder;
  private final List<String> jars = new ArrayList<>();

  /** What a command printed, and its exit status. */
  private record Outcome(int status, String output) {}

  @BeforeEach
  void makeJars() throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.add(jar(path, folder.resolve(jars.size() + ".jar")).toString());
      } else if (entry.endsWith(".jar")) {
        jars.add(entry);
      }
    }
  }

  private static Path jar(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  /** Runs the guide's only command with these options, and lets it log what it loads. */
  private Outcome run(String options) throws IOException, InterruptedException {
    List<String> commands =
        Walkthrough.blocks(Files.readString(GUIDE)).stream()
            .filter(block -> block.language().equals("sh"))
            .map(Walkthrough.Block::text)
            .filter(command -> command.startsWith("java " + options))
            .toList();
    assertThat(commands).hasSize(1);
    String command =
        commands
            .get(0)
            .replace("java ", "java -Xlog:class+load -Dsqlite.path=visits.db ")
            .replace("com.example.Main", "io.github.guicesql.docs.Quickstart");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-ec", command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CP", String.join(File.pathSeparator, jars));
    builder
        .environment()
        .merge("PATH", System.getProperty("java.home") + "/bin:", (old, java) -> java + old);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  @Test
  void anArchiveIsUsedUntilAJarIsNewer() throws IOException, InterruptedException {
    assertThat(run("-XX:ArchiveClassesAtExit").output()).contains("visit number 1");
    assertThat(run("-XX:SharedArchiveFile").output())
        .contains(OWN_CLASS + "shared objects file", "visit number 2");
    assertThat(run("-Xshare:on").status()).isZero();

    Path first = folder.resolve("0.jar");
    Files.setLastModifiedTime(first, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    Outcome silent = run("-XX:SharedArchiveFile");
    assertThat(silent.status()).isZero();
    assertThat(silent.output())
        .contains("Unable to use shared archive", "visit number 4")
        .doesNotContain(OWN_CLASS + "shared objects file");
    Outcome strict = run("-Xshare:on");
    assertThat(strict.status()).isNotZero();
    assertThat(strict.output()).doesNotContain("visit number");
  }

  @Test
  @EnabledForJreRange(minVersion = 25)
  void aCacheIsUsed() throws IOException, InterruptedException {
    assertThat(run("-XX:AOTCacheOutput").output()).contains("visit number 1");
    assertThat(run("-XX:AOTCache=").output())
        .contains(OWN_CLASS + "shared objects file", "visit number 2");
  }
}
