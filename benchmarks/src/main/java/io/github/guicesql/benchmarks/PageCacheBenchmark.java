package io.github.guicesql.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * What a stale page cache costs a commit. In WAL mode an SQLite connection drops its cached pages
 * when another connection has committed since. One thread commits single-row inserts with
 * sqlite-jdbc alone at {@code synchronous=NORMAL}: on one connection, on sixteen connections in
 * turn, and on sixteen with as many commits in a row each. Measured is the thread's CPU time per
 * commit; the rounds are interleaved.
 *
 * <p>Arguments: the number of rounds, and the commits of each.
 */
public final class PageCacheBenchmark {

  private static final int CONNECTIONS = 16;

  private PageCacheBenchmark() {}

  /** One way to spread commits over connections. */
  private record Way(String name, int connections, int inARow) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("1 connection", 1, 1),
          new Way("16 in turn", CONNECTIONS, 1),
          new Way("16, 16 commits in a row", CONNECTIONS, CONNECTIONS));

  /** Prints a row per way, without and with the {@code unix-excl} VFS. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int commits = args.length > 1 ? Integer.parseInt(args[1]) : 40_000;
    System.out.printf("%-28s %22s%n", "CPU per commit, µs", "median (least-most)");
    for (String vfs : List.of("", "?vfs=unix-excl")) {
      List<List<Double>> results = new ArrayList<>();
      WAYS.forEach(way -> results.add(new ArrayList<>()));
      for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < WAYS.size(); i++) {
          double micros = micros(WAYS.get(i), vfs, commits);
          if (round >= 0) {
            results.get(i).add(micros);
          }
        }
      }
      for (int i = 0; i < WAYS.size(); i++) {
        List<Double> sorted = results.get(i).stream().sorted().toList();
        System.out.printf(
            "%-28s %8s (%s-%s)%n",
            WAYS.get(i).name() + (vfs.isEmpty() ? "" : ", exclusive"),
            Text.brief(sorted.get(sorted.size() / 2)),
            Text.brief(sorted.get(0)),
            Text.brief(sorted.get(sorted.size() - 1)));
      }
    }
  }

  private static double micros(Way way, String vfs, int commits) throws Exception {
    Path folder = Files.createTempDirectory("page-cache-benchmark");
    Path file = folder.resolve("x.db");
    Schema.create(file);
    List<Connection> connections = new ArrayList<>();
    List<PreparedStatement> inserts = new ArrayList<>();
    try {
      for (int i = 0; i < way.connections(); i++) {
        Connection connection = connect(file, vfs);
        connections.add(connection);
        inserts.add(connection.prepareStatement(Schema.INSERT_EVENT));
      }
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      insert(way, inserts, 0, commits / 4);
      long begin = threads.getCurrentThreadCpuTime();
      insert(way, inserts, commits, commits);
      return (threads.getCurrentThreadCpuTime() - begin) / 1e3 / commits;
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
      for (String end : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(folder.resolve("x.db" + end));
      }
      Files.delete(folder);
    }
  }

  private static Connection connect(Path file, String vfs) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    Connection connection = config.createConnection("jdbc:sqlite:file:" + file + vfs);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select count(*) from accounts");
    }
    return connection;
  }

  private static void insert(Way way, List<PreparedStatement> inserts, int firstId, int commits)
      throws SQLException {
    for (int i = 0; i < commits; i++) {
      int next = i / way.inARow() % inserts.size();
      Schema.insertEvent(inserts.get(next), firstId + i);
    }
  }
}
