package io.github.guicesql.sqltest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does a lock keep out other owners, of this process and of others, until it is released? */
final class ProcessLockTest {

  @Test
  void anotherProcessIsRefusedAlsoAfterThisOneWas(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.lock");
    try (ProcessLock lock = ProcessLock.tryAcquire(file)) {
      assertThat(lock).isNotNull();
      assertThat(AnotherProcess.acquires(file)).isEqualTo("false");

      assertThat(ProcessLock.tryAcquire(folder.resolve("b/../a.lock"))).isNull();

      assertThat(AnotherProcess.acquires(file)).isEqualTo("false");
    }

    assertThat(AnotherProcess.acquires(file)).isEqualTo("true");
    try (ProcessLock again = ProcessLock.tryAcquire(file)) {
      assertThat(again).isNotNull();
    }
  }

  /** A process that says whether it gets a lock. */
  static final class AnotherProcess {

    private AnotherProcess() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(ProcessLock.tryAcquire(Path.of(arguments[0])) != null);
    }

    static String acquires(Path file) throws Exception {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  AnotherProcess.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader output = process.inputReader(UTF_8)) {
        String said = output.readLine();
        process.waitFor();
        return said;
      }
    }
  }
}
