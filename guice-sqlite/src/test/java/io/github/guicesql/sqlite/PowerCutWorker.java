package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A process that commits in every way there is, from several threads, and acknowledges each commit
 * after it has returned. Now and then its pool closes and the next one opens the file.
 */
final class PowerCutWorker {

  /** How the commits are made durable: as they should, or wrong on purpose. */
  enum Syncs {
    FULL,
    NORMAL,
    SHARED,
    /** Takes the group after the force, and so those who have come meanwhile. */
    GROUP_TAKEN_LATE,
    /** Forces the log of the first opening for ever. */
    EARLIER_LOG;

    Sqlite open(String path, String... more) {
      return switch (this) {
        case FULL, NORMAL -> {
          String[] settings = Arrays.copyOf(more, more.length + 2);
          settings[more.length] = "SQLITE_SYNCHRONOUS";
          settings[more.length + 1] = name();
          yield Sqlite.at(path, settings);
        }
        case SHARED -> Sqlite.sharing(log -> new SharedLogSync(new LogFile(log)), path, more);
        case GROUP_TAKEN_LATE -> Sqlite.sharing(log -> new LateGroup(new LogFile(log)), path, more);
        case EARLIER_LOG -> Sqlite.sharing(PowerCutWorker::earlierLog, path, more);
      };
    }
  }

  private static LogSync earlierLog(Path path) {
    AsynchronousFileChannel[] first = new AsynchronousFileChannel[1];
    return new SharedLogSync(
        new LogFile(
            path,
            log -> {
              if (first[0] == null) {
                first[0] = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
              }
              first[0].force(false);
            }));
  }

  private static final int THREADS = 6;
  private static final AtomicLong IDS = new AtomicLong();

  private final String name;
  private final String run;
  private final FileOutputStream acknowledgements;

  private PowerCutWorker(String name, String run, FileOutputStream acknowledgements) {
    this.name = name;
    this.run = run;
    this.acknowledgements = acknowledgements;
  }

  static void createSchema(Sqlite sqlite) throws SQLException {
    sqlite.execute(
        "create table t (id integer primary key, txn text, size integer)",
        "create index by_txn on t (txn)",
        "create table filler (x)");
  }

  /**
   * Works until it is done.
   *
   * <p>Arguments: the path with its parameters, the file of the acknowledgements, the name of this
   * process, how it syncs, further settings separated by commas, a seed, how many times it opens
   * the file, how many operations each thread does in that time.
   */
  public static void main(String[] arguments) throws Exception {
    String path = arguments[0];
    Syncs syncs = Syncs.valueOf(arguments[3]);
    String[] settings = arguments[4].isEmpty() ? new String[0] : arguments[4].split(",", -1);
    long seed = Long.parseLong(arguments[5]);
    int openings = Integer.parseInt(arguments[6]);
    int operations = Integer.parseInt(arguments[7]);
    Sqlite keeper = null; // and the syncs with it: one that goes wrong shall go wrong for ever
    try (FileOutputStream out = new FileOutputStream(arguments[1], true)) {
      PowerCutWorker worker = new PowerCutWorker(arguments[2], Long.toHexString(seed), out);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      for (int opening = 0; opening < openings; opening++) {
        try (Sqlite first = syncs.open(path, settings);
            Sqlite second = syncs.open(path, settings)) {
          keeper = keeper == null ? first : keeper;
          List<Callable<Void>> tasks = new ArrayList<>();
          for (int thread = 0; thread < THREADS; thread++) {
            Sqlite sqlite = thread % 3 == 2 ? second : first;
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed++);
            boolean leads = thread == 0;
            tasks.add(() -> worker.work(sqlite, random, operations, leads));
          }
          for (Future<Void> done : threads.invokeAll(tasks)) {
            done.get();
          }
        }
      }
      threads.shutdown();
      if (keeper == null) {
        throw new IllegalStateException("nothing was done");
      }
    }
  }

  private Void work(Sqlite sqlite, RandomGenerator random, int operations, boolean leads)
      throws Exception {
    for (int n = 0; n < operations; n++) {
      try (Connection connection = sqlite.connection()) {
        if (leads && random.nextInt(12) == 0) {
          leaderOnly(connection, random);
        } else {
          commit(connection, random);
        }
      }
    }
    return null;
  }

  private String newId() {
    return name + "_" + run + "_" + IDS.incrementAndGet();
  }

  private void acknowledge(String text) throws IOException {
    acknowledgements.write((text + "\n").getBytes(UTF_8)); // in one write
  }

  /** What only one thread does, so that what it acknowledged last is what holds. */
  private void leaderOnly(Connection connection, RandomGenerator random) throws Exception {
    switch (random.nextInt(6)) {
      case 0 -> {
        String table = "made_" + newId();
        Sqlite.execute(connection, "create table " + table + " (x)");
        acknowledge("table " + table);
      }
      case 1 -> Sqlite.execute(connection, "vacuum");
      default -> {
        if (name.equals("a")) {
          long version = Long.parseLong(Sqlite.query(connection, "pragma user_version")) + 1;
          Sqlite.execute(connection, "pragma user_version = " + version);
          acknowledge("version " + version);
        }
      }
    }
  }

  private void commit(Connection connection, RandomGenerator random) throws Exception {
    String txn = newId();
    switch (random.nextInt(10)) {
      case 0, 1 -> insert(connection, txn, 1);
      case 2 -> {
        connection.setAutoCommit(false);
        insert(connection, txn, 2);
        connection.commit();
      }
      case 3 -> {
        connection.setAutoCommit(false);
        insert(connection, txn, 3);
        connection.setAutoCommit(true);
      }
      case 4 -> {
        Sqlite.execute(connection, "begin");
        insert(connection, txn, 2);
        Sqlite.execute(connection, "commit");
      }
      case 5 -> {
        Sqlite.execute(connection, "savepoint a", "savepoint b");
        insert(connection, txn, 2);
        Sqlite.execute(connection, "release b", "release a");
      }
      case 6 -> {
        Savepoint savepoint = connection.setSavepoint();
        insert(connection, txn, 2);
        connection.releaseSavepoint(savepoint);
      }
      case 7 -> {
        try (Statement statement = connection.createStatement();
            ResultSet row =
                statement.executeQuery(
                    "insert into t (txn, size) values ('" + txn + "', 1) returning id")) {
          row.next();
        }
      }
      case 8 -> {
        try (Statement statement = connection.createStatement()) {
          statement.executeLargeUpdate(
              "begin; insert into t (txn, size) values ('%1$s', 2); insert into t (txn, size) values ('%1$s', 2); commit"
                  .formatted(txn));
        }
      }
      default -> {
        checkpoint(connection, random);
        return;
      }
    }
    acknowledge("transaction " + txn);
  }

  private static void checkpoint(Connection connection, RandomGenerator random)
      throws SQLException {
    String mode = List.of("passive", "full", "restart", "truncate").get(random.nextInt(4));
    Sqlite.query(connection, "pragma wal_checkpoint(" + mode + ")");
  }

  private static void insert(Connection connection, String txn, int rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into t (txn, size) values (?, ?)")) {
      for (int n = 0; n < rows; n++) {
        insert.setString(1, txn);
        insert.setInt(2, rows);
        insert.executeUpdate();
      }
    }
  }
}
