package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one file, of which neither knows of the other's write gate. */
@Tag("any-jdk")
final class SqliteProcessesTest {

  private static final int THREADS = 8;
  private static final int ROWS = 500;

  /**
   * Seconds. Each process hands the lock on to its own much faster than SQLite's waiters ask, so
   * that the other one's may wait for seconds on a busy machine.
   */
  private static final int BUSY_TIMEOUT = 30;

  @TempDir Path folder;

  @Test
  void twoThatWriteAtTheSameTimeLoseNothingAndAreNeverBusy() throws Exception {
    Path file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      SoakWorker.createSchema(sqlite);
    }
    SoakLog.Kept here = new SoakLog.Kept();
    SoakLog.Kept there = new SoakLog.Kept();
    Process other =
        ChildJvm.start(
            Soak.class,
            file.toString(),
            "0",
            Integer.toString(THREADS),
            Integer.toString(BUSY_TIMEOUT));
    try (BufferedReader lines = other.inputReader(UTF_8)) {
      there.read(lines.readLine());
      Thread reader = new Thread(() -> lines.lines().forEach(there::read), "soak-reader");
      reader.start();
      Soak soak = new Soak(file, 1, THREADS, BUSY_TIMEOUT, here);
      try {
        await().atMost(Duration.ofMinutes(1)).until(() -> here.isOf(ROWS) && there.isOf(ROWS));
      } finally {
        soak.close();
      }
      other.toHandle().destroyForcibly();
      reader.join();
    } finally {
      other.destroyForcibly();
    }
    here.assertNoTrouble();
    there.assertNoTrouble();
    try (Sqlite sqlite = Sqlite.at(file)) {
      here.assertKeptBy(sqlite);
      there.assertKeptBy(sqlite);
    }
  }
}
