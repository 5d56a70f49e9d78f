package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledJvmTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void leavesNothing() throws Exception {
    try (ChildJvm child = new ChildJvm(Map.of(), "launch")) {
      Path data = Path.of(child.value("data"));
      List<ProcessHandle> server = server(data);
      assertThat(server).hasSizeGreaterThan(3).first().matches(KilledJvmTest::runs);

      child.handle().destroyForcibly();

      await().atMost(SOON).untilAsserted(() -> assertThat(server).noneMatch(KilledJvmTest::runs));
      await().atMost(SOON).untilAsserted(() -> assertGone(data));
    }
  }

  @Test
  void leavesNothingWhenItEndsByItself() throws Exception {
    try (ChildJvm child = new ChildJvm(Map.of("SQLTEST_POSTGRES", "embedded"), "shared")) {
      Path data = Path.of(child.value("data"));
      List<ProcessHandle> server = server(data);

      child.end();

      await().atMost(SOON).untilAsserted(() -> assertThat(server).noneMatch(KilledJvmTest::runs));
      await().atMost(SOON).untilAsserted(() -> assertGone(data));
    }
  }

  @Test
  void isTidiedUpAfterByTheNextStartIfItsWatchdogWasKilledToo() throws Exception {
    try (ChildJvm child = new ChildJvm(Map.of(), "launch")) {
      Path data = Path.of(child.value("data"));
      List<ProcessHandle> server = server(data);
      List<ProcessHandle> watchdogs = child.handle().children().toList();
      assertThat(watchdogs).hasSize(1);
      watchdogs.forEach(ProcessHandle::destroyForcibly);
      await().until(() -> watchdogs.stream().noneMatch(KilledJvmTest::runs));

      child.handle().destroyForcibly();
      child.handle().onExit().get();
      assertThat(server).anyMatch(KilledJvmTest::runs);

      PostgresServer.launch(PostgresOptions.defaults()).close();

      assertThat(server).noneMatch(KilledJvmTest::runs);
      assertGone(data);
    }
  }

  @Test
  void leavesAServersOwnDataFolderForTheNext() throws Exception {
    Path kept = folder.resolve("kept");
    try (ChildJvm child = new ChildJvm(Map.of(), "keep", kept.toString())) {
      List<ProcessHandle> server = server(Path.of(child.value("data")));

      child.handle().destroyForcibly();

      // At once, so that it may meet the watchdog of the one before.
      child.handle().onExit().get();
      try (PostgresServer next =
          PostgresServer.launch(PostgresOptions.defaults().withDataDirectory(kept))) {
        assertThat(server).noneMatch(KilledJvmTest::runs);
        assertThat(EmbeddedServerTest.ask(next.defaultDatabase(), "SHOW data_directory"))
            .isEqualTo(child.value("data"));
      }
    }
    assertThat(kept.resolve("data").resolve("PG_VERSION")).exists();
  }

  private static List<ProcessHandle> server(Path data) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    ProcessHandle first = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(first), first.descendants()).toList();
  }

  // A process that nobody has waited for yet still has a handle, but no program.
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  static void assertGone(Path data) {
    Path folder = data.resolve("..").normalize();
    assertThat(folder).doesNotExist();
    assertThat(Path.of(folder + ".lock")).doesNotExist();
  }
}
