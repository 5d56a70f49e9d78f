package io.github.guicesql.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed in the middle of inserting has lost nothing that it was told is done.
 */
@Tag("any-jdk")
final class SqliteKillTest {

  private static final int THREADS = 4;
  private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 200;

  @TempDir Path folder;

  /** Inserts in auto-commit and in transactions of two, and prints what was acknowledged. */
  static final class Inserter {
    private Inserter() {}

    @SuppressWarnings("resource") // it is killed
    public static void main(String[] arguments) {
      Sqlite sqlite = Sqlite.at(arguments[0], Arrays.copyOfRange(arguments, 2, arguments.length));
      PrintStream acknowledgements = new PrintStream(System.out, true, UTF_8);
      for (int thread = 0; thread < THREADS; thread++) {
        String prefix = arguments[1] + "-" + thread + "-";
        new Thread(() -> insertForEver(sqlite, prefix, acknowledgements)).start();
      }
    }

    private static void insertForEver(Sqlite sqlite, String prefix, PrintStream acknowledgements) {
      try {
        for (int n = 0; ; n += 2) {
          try (Connection connection = sqlite.connection()) {
            connection.setAutoCommit(n % 4 == 0);
            insert(connection, prefix + n);
            insert(connection, prefix + (n + 1));
            if (!connection.getAutoCommit()) {
              connection.commit();
            }
          }
          acknowledgements.println(prefix + n + "\n" + prefix + (n + 1));
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void insert(Connection connection, String id) throws SQLException {
      try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
        insert.setString(1, id);
        insert.executeUpdate();
      }
    }
  }

  @Test
  void everyAcknowledgedRowIsThereAndTheFileIsSound() throws Exception {
    killAgainAndAgain(3);
  }

  @Test
  void soItIsWithSharedSyncsForOneProcessAlone() throws Exception {
    killAgainAndAgain(2, "SQLITE_SYNCHRONOUS", "shared", "SQLITE_EXCLUSIVE", "true");
  }

  @Test
  @Tag("long")
  void aHundredTimes() throws Exception {
    killAgainAndAgain(50, "SQLITE_SYNCHRONOUS", "shared");
    killAgainAndAgain(50, "SQLITE_SYNCHRONOUS", "shared", "SQLITE_EXCLUSIVE", "true");
  }

  private void killAgainAndAgain(int rounds, String... settings) throws Exception {
    Path file = folder.resolve("a" + settings.length + ".db");
    try (Sqlite sqlite = Sqlite.at(file)) {
      sqlite.execute("create table t (id text primary key)");
    }
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<String> arguments = new ArrayList<>(List.of(file.toString(), Integer.toString(round)));
      arguments.addAll(List.of(settings));
      Process inserter = ChildJvm.start(Inserter.class, arguments.toArray(String[]::new));
      try (BufferedReader lines = inserter.inputReader(UTF_8)) {
        for (int n = 0; n < ACKNOWLEDGED_BEFORE_THE_KILL; n++) {
          acknowledged.add(lines.readLine());
        }
        // Through its handle: the process itself would close the stream that is still to be read.
        inserter.toHandle().destroyForcibly();
        lines.lines().filter(line -> line.matches("\\d+-\\d+-\\d+")).forEach(acknowledged::add);
      }
      assertThat(inserter.waitFor()).isEqualTo(137);

      try (Sqlite sqlite = Sqlite.at(file)) {
        assertThat(sqlite.query("pragma integrity_check")).isEqualTo("ok");
        Set<String> rows = rows(sqlite);
        assertThat(rows).containsAll(acknowledged);
        assertThat(rows.stream().filter(SqliteKillTest::isFirstOfTransaction).toList())
            .allSatisfy(first -> assertThat(rows).contains(secondAfter(first)));
        assertThat(rows.stream().filter(SqliteKillTest::isFirstOfTransaction)).isNotEmpty();
      }
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(rounds * ACKNOWLEDGED_BEFORE_THE_KILL);
  }

  private static Set<String> rows(Sqlite sqlite) throws SQLException {
    return Set.of(sqlite.query("select group_concat(id, ' ') from t").split(" ", -1));
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }

  private static boolean isFirstOfTransaction(String id) {
    return number(id) % 4 == 2;
  }

  private static String secondAfter(String id) {
    return id.substring(0, id.lastIndexOf('-') + 1) + (number(id) + 1);
  }
}
