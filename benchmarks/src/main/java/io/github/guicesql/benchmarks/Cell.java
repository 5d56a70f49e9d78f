package io.github.guicesql.benchmarks;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** A contender at a work with some threads: what is compared. */
record Cell(Work work, int threads, Contender contender) {

  /** On a fresh copy of the template, after a warm-up on that same copy. */
  Measurement measure(int round, Path template, Duration warmup, Duration time) throws Exception {
    Path file = freshCopy(template);
    List<Worker> workers = new ArrayList<>();
    try (Database database = contender.open(file)) {
      for (int thread = 0; thread < database.threads(threads); thread++) {
        workers.add(new Worker(thread));
      }
      run(workers, database, warmup, time);
    }
    return measurement(round, workers, time, difference(file, workers));
  }

  private void run(List<Worker> workers, Database database, Duration warmup, Duration time)
      throws Exception {
    System.gc();
    ExecutorService executor = Executors.newFixedThreadPool(workers.size());
    try {
      long from = System.nanoTime() + warmup.toNanos();
      long until = from + time.toNanos();
      List<Future<?>> running = new ArrayList<>();
      for (Worker worker : workers) {
        running.add(executor.submit(() -> worker.work(work, database.access(), from, until)));
      }
      for (Future<?> worker : running) {
        worker.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private Measurement measurement(
      int round, List<Worker> workers, Duration time, Ledger.Difference difference) {
    Histogram done = new Histogram(3);
    Map<String, Long> errors = new TreeMap<>();
    long doneInTime = 0;
    long longest = 0;
    for (Worker worker : workers) {
      done.add(worker.done());
      worker.errors().forEach((error, count) -> errors.merge(error, count, Long::sum));
      doneInTime += worker.doneInTime();
      longest = Math.max(longest, worker.longest());
    }
    return new Measurement(
        round,
        this,
        doneInTime / (time.toNanos() / 1e9),
        Duration.ofNanos(done.getValueAtPercentile(50)),
        Duration.ofNanos(done.getValueAtPercentile(99)),
        Duration.ofNanos(longest),
        done.getTotalCount(),
        errors,
        difference);
  }

  /** On the disk before it starts, so that nobody's first commit has to write it. */
  private static Path freshCopy(Path template) throws IOException {
    Path file = template.resolveSibling("cell.db");
    for (String rest : List.of("-wal", "-shm", "-journal")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + rest));
    }
    Files.copy(template, file, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return file;
  }

  private static Ledger.Difference difference(Path file, List<Worker> workers) throws SQLException {
    try (Connection connection = Schema.connect(file)) {
      return Ledger.Difference.of(connection, workers.stream().map(Worker::ledger).toList());
    }
  }

  @Override
  public String toString() {
    return work.title + ", " + Text.threads(threads) + ", " + contender.title();
  }
}
