package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * The simplest of power cuts, on every system: all that is left is the log as it was when the last
 * force began that has ended. Whatever was acknowledged since that force has to be in it. {@link
 * SqlitePowerCutTest} knows many more, where there is a C compiler.
 */
@Timeout(120)
final class SqliteForcedLogTest {

  private static final int THREADS = 6;
  private static final int COMMITS = 30;

  @TempDir Path folder;
  private Path file;
  private Path first;

  /** The log at the begin of each force that has ended. */
  private final List<byte[]> forced = Collections.synchronizedList(new ArrayList<>());

  /** How many forces had ended when a row was acknowledged. */
  private final Map<Integer, Integer> acknowledged = new ConcurrentHashMap<>();

  @BeforeEach
  void create() throws Exception {
    file = folder.resolve("a.db");
    first = folder.resolve("first.db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (id integer primary key)");
    }
    Files.copy(file, first);
  }

  private void force(Path log, AsynchronousFileChannel channel) throws IOException {
    byte[] content = Files.readAllBytes(log);
    channel.force(false);
    forced.add(content);
  }

  private void commitInManyThreads(Function<LogFile, LogSync> syncs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Sqlite sqlite =
        Sqlite.sharing(
            log -> syncs.apply(new LogFile(log, channel -> force(log, channel))),
            file + "?wal_autocheckpoint=0")) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int from = thread * COMMITS;
        tasks.add(
            () -> {
              for (int id = from; id < from + COMMITS; id++) {
                sqlite.execute("insert into t values (" + id + ")");
                acknowledged.put(id, forced.size());
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private int lost() throws Exception {
    int lost = 0;
    for (int n = 0; n < forced.size(); n++) {
      Set<Integer> rows = rowsAfter(forced.get(n));
      for (Map.Entry<Integer, Integer> row : acknowledged.entrySet()) {
        if (row.getValue() <= n + 1 && !rows.contains(row.getKey())) {
          lost++;
        }
      }
    }
    return lost;
  }

  private Set<Integer> rowsAfter(byte[] log) throws IOException, SQLException {
    Path state = folder.resolve("state.db");
    Files.copy(first, state, StandardCopyOption.REPLACE_EXISTING);
    Files.write(folder.resolve("state.db-wal"), log);
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + state);
    Set<Integer> rows = new HashSet<>();
    try (Connection connection = plain.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select id from t")) {
      while (result.next()) {
        rows.add(result.getInt(1));
      }
    }
    return rows;
  }

  @Test
  void whatIsAcknowledgedWasInTheLogWhenItsForceBegan() throws Exception {
    commitInManyThreads(SharedLogSync::new);
    assertThat(acknowledged).hasSize(THREADS * COMMITS);
    assertThat(forced).hasSizeLessThan(THREADS * COMMITS);
    assertThat(lost()).isZero();
  }

  @Test
  void aGroupThatIsTakenTooLateIsFound() throws Exception {
    commitInManyThreads(LateGroup::new);
    assertThat(lost()).isPositive();
  }
}
