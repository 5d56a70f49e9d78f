package io.github.guicesql.sqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
class KilledJvmTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Product.class)
  void leavesNothing(Product product) throws Exception {
    try (ChildJvm child = new ChildJvm(product, Map.of(), "launch")) {
      Path data = Path.of(child.value("data"));
      List<ProcessHandle> server = server(product, data);
      assertThat(server).anyMatch(KilledJvmTest::runs);

      child.handle().destroyForcibly();

      await().atMost(SOON).untilAsserted(() -> assertThat(server).noneMatch(KilledJvmTest::runs));
      await().atMost(SOON).untilAsserted(() -> assertGone(data));
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void leavesNothingWhenItEndsByItself(Product product) throws Exception {
    try (ChildJvm child = new ChildJvm(product, Map.of(product.variable(), "embedded"), "shared")) {
      Path data = Path.of(child.value("data"));
      List<ProcessHandle> server = server(product, data);

      child.end();

      await().atMost(SOON).untilAsserted(() -> assertThat(server).noneMatch(KilledJvmTest::runs));
      await().atMost(SOON).untilAsserted(() -> assertGone(data));
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void isTidiedUpAfterByTheNextStartIfItsWatchdogWasKilledToo(Product product) throws Exception {
    try (ChildJvm child = new ChildJvm(product, Map.of(), "launch")) {
      Path data = Path.of(child.value("data"));
      List<ProcessHandle> server = server(product, data);
      List<ProcessHandle> watchdogs =
          child.handle().children().filter(process -> !server.contains(process)).toList();
      assertThat(watchdogs).hasSize(1);
      watchdogs.forEach(ProcessHandle::destroyForcibly);
      await().until(() -> watchdogs.stream().noneMatch(KilledJvmTest::runs));

      child.handle().destroyForcibly();
      child.handle().onExit().get();
      assertThat(server).anyMatch(KilledJvmTest::runs);

      Servers.launch(product).close();

      assertThat(server).noneMatch(KilledJvmTest::runs);
      assertGone(data);
    }
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void leavesAServersOwnDataFolderForTheNext(Product product) throws Exception {
    Path kept = folder.resolve("kept");
    try (ChildJvm child = new ChildJvm(product, Map.of(), "keep", kept.toString())) {
      List<ProcessHandle> server = server(product, Path.of(child.value("data")));

      child.handle().destroyForcibly();

      // At once, so that it may meet the watchdog of the one before.
      child.handle().onExit().get();
      try (TestServer next = Servers.launch(Servers.withDataDirectory(product, kept))) {
        assertThat(server).noneMatch(KilledJvmTest::runs);
        assertThat(Servers.data(product, next.defaultDatabase())).hasToString(child.value("data"));
      }
    }
    assertThat(kept.resolve("data")).isNotEmptyDirectory();
  }

  private static List<ProcessHandle> server(Product product, Path data) throws IOException {
    ProcessHandle first = Servers.process(product, data);
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
