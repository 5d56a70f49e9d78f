package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Workers on one pool, in this process or in one of their own. */
final class Soak implements AutoCloseable {

  private static final long WATCH_MILLIS = 1000;
  private static final long IDS_PER_THREAD = 1L << 32;

  private final Sqlite sqlite;
  private final List<SoakWorker> workers = new ArrayList<>();
  private final ExecutorService threads;
  private final Timer watch = new Timer("soak-watch", true);

  /**
   * Starts them.
   *
   * @param run a number that no other soak of the same file has
   * @param busyTimeout in seconds
   */
  Soak(Object path, int run, int count, int busyTimeout, SoakLog log) {
    sqlite = Sqlite.at(path, "SQLITE_BUSY_TIMEOUT", busyTimeout + "s");
    for (int i = 0; i < count; i++) {
      long firstId = ((long) run * count + i + 1) * IDS_PER_THREAD;
      workers.add(new SoakWorker(sqlite.dataSource(), log, firstId, workers));
    }
    threads = Executors.newFixedThreadPool(count);
    workers.forEach(threads::execute);
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            workers.forEach(SoakWorker::reportWaitIfWorking);
          }
        };
    watch.schedule(look, WATCH_MILLIS, WATCH_MILLIS);
  }

  /** Works until it is killed. Arguments: as the constructor's. */
  @SuppressWarnings("resource") // it is killed
  public static void main(String[] arguments) {
    new Soak(
        arguments[0],
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        new SoakLog.Printed(new PrintStream(System.out, true, UTF_8)));
  }

  /** Lets each worker finish what it is at. */
  @Override
  public void close() {
    workers.forEach(SoakWorker::stop);
    threads.shutdown();
    try {
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.cancel();
    sqlite.close();
  }
}
