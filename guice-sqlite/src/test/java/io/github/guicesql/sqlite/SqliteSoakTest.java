package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads do all that they may to one file. Whatever they do, and whenever their process is
 * killed, the money stays the same, what was acknowledged is there, nobody gets {@code SQLITE_BUSY}
 * and nobody waits for ever.
 *
 * <p>{@code -Dsoak.seconds} is how long that lasts, {@code -Dsoak.threads} how many work, {@code
 * -Dsoak.rows} how many rows a process may insert before it is killed, and {@code -Dsoak.wait} how
 * many seconds an operation may take: a quiet machine stays below the busy timeout, one that builds
 * something else beside the test may not.
 */
@Tag("any-jdk")
final class SqliteSoakTest {

  private static final Duration TIME = Duration.ofSeconds(Long.getLong("soak.seconds", 8));
  private static final int THREADS = Integer.getInteger("soak.threads", 64);
  private static final int KILLS_AT_LEAST = 3;
  private static final int ROWS_AT_LEAST = 500;
  private static final int MOST_ROWS_OF_A_LIFE = Integer.getInteger("soak.rows", 1000);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(Long.getLong("soak.wait", 30));
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SILENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path file;
  private final SoakLog.Kept log = new SoakLog.Kept();

  @BeforeEach
  void create() throws Exception {
    file = folder.resolve("a.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      SoakWorker.createSchema(sqlite);
    }
  }

  private Process start(int run) throws Exception {
    return ChildJvm.start(
        Soak.class,
        file.toString(),
        Integer.toString(run),
        Integer.toString(THREADS),
        Long.toString(LONGEST_WAIT.toSeconds()));
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingIsLostAndNobodyWaitsTooLong() throws Exception {
    long end = System.nanoTime() + TIME.toNanos();
    int kills = 0;
    while (System.nanoTime() - end < 0 || kills < KILLS_AT_LEAST || !log.isOf(ROWS_AT_LEAST)) {
      runAndKill(start(kills));
      kills++;
      log.assertNoTrouble();
      assertThat(log.longestWait()).as("The longest wait").isLessThan(LONGEST_WAIT);
      try (Sqlite sqlite = Sqlite.at(file)) {
        log.assertKeptBy(sqlite);
      }
      assertThat(System.nanoTime() - end).as("This takes too long").isLessThan(PATIENCE.toNanos());
    }
    System.out.printf(
        "%d rows acknowledged, %d kills, longest wait %s%n", log.rows(), kills, log.longestWait());
  }

  private void runAndKill(Process process) throws Exception {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      BlockingQueue<String> lines = new LinkedBlockingQueue<>();
      Thread reader = new Thread(() -> out.lines().forEach(lines::add), "soak-reader");
      reader.start();
      int rows = log.rows() + ThreadLocalRandom.current().nextInt(MOST_ROWS_OF_A_LIFE);
      while (log.rows() <= rows) {
        String line = lines.poll(SILENCE.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(line).as("What a process says that works").isNotNull();
        log.read(line);
      }
      // Through its handle: the process itself would close the stream that is still to be read.
      process.toHandle().destroyForcibly();
      reader.join();
      lines.forEach(log::read);
      assertThat(process.waitFor()).isEqualTo(137);
    } finally {
      process.destroyForcibly();
    }
  }
}
