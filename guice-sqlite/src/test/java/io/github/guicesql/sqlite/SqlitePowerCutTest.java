package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.guicesql.sqlite.PowerCutDisk.Survivors;
import io.github.guicesql.sqlite.PowerCutRecording.Event;
import io.github.guicesql.sqlite.PowerCutRecording.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * Power cuts, simulated: a process's writes, syncs and acknowledgements are recorded by {@code
 * powercut.c}, and from the recording are built the states in which a power cut could have left the
 * disk, at random moments. SQLite opens each: it has to be sound, with every transaction that was
 * acknowledged and no half of one.
 *
 * <p>It believes nobody who cannot fail: with {@code normal}, and with two faults in the shared
 * syncs, the same simulation has to find rows that are lost.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class SqlitePowerCutTest {

  private static final int ROUNDS = Integer.getInteger("powercut.rounds", 1);
  private static final long SEED = Long.getLong("powercut.seed", System.nanoTime());

  @TempDir static Path libraries;
  private static @Nullable Path library;

  @TempDir Path folder;
  private Path file;
  private Path states;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

  @BeforeAll
  static void compile() throws Exception {
    library = PowerCutRecording.compile(libraries);
    System.out.println("powercut.seed=" + SEED);
  }

  @BeforeEach
  void create() throws Exception {
    assumeTrue(library != null, "needs Linux and a C compiler");
    file = Files.createDirectory(folder.resolve("disk")).toRealPath().resolve("a.db");
    states = Files.createDirectory(folder.resolve("state"));
    try (Sqlite sqlite = Sqlite.at(file)) {
      PowerCutWorker.createSchema(sqlite);
    }
  }

  /** What the states were like. */
  private record Findings(int states, int lost, List<String> broken) {}

  @Test
  @Tag("any-jdk")
  void fullLosesNothing() throws Exception {
    assertSound(simulate(3, 20, 100, "a:FULL"));
  }

  @Test
  void sharedLosesNothing() throws Exception {
    assertSound(simulate(4, 40, 200, "a:SHARED"));
  }

  @Test
  @Tag("any-jdk")
  void normalDoes() throws Exception {
    Findings found = simulate(3, 20, 100, "a:NORMAL");
    assertThat(found.broken()).isEmpty();
    assertThat(found.lost()).isPositive();
  }

  @Test
  @Tag("any-jdk")
  void aGroupThatIsTakenTooLateIsFound() throws Exception {
    assertThat(simulate(3, 40, 150, "a:GROUP_TAKEN_LATE").lost()).isPositive();
  }

  @Test
  @Tag("any-jdk")
  void theForceOfAnEarlierLogIsFound() throws Exception {
    assertThat(simulate(3, 40, 150, "a:EARLIER_LOG").lost()).isPositive();
  }

  @Test
  void norDoesItForOneProcessAlone() throws Exception {
    assertSound(simulate(3, 30, 150, "a:SHARED:alone"));
  }

  @Test
  void twoProcessesOfDifferentSettings() throws Exception {
    assertSound(simulate(2, 30, 100, "a:SHARED", "b:FULL"));
  }

  /** Some minutes a round; {@code -Dpowercut.rounds} says how many. */
  @Test
  @Tag("long")
  void atLength() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      assertSound(simulate(6, 60, 1_500, "a:SHARED"));
      assertSound(simulate(6, 60, 1_000, "a:SHARED:alone"));
      assertSound(simulate(4, 50, 1_000, "a:SHARED", "b:SHARED", "c:FULL"));
      assertSound(simulate(4, 40, 500, "a:FULL"));
    }
  }

  private static void assertSound(Findings found) {
    assertThat(found.broken()).isEmpty();
    assertThat(found.lost()).isZero();
  }

  /**
   * Records these processes, each a name, how it syncs, and whether alone, and looks at so many
   * states.
   */
  private Findings simulate(int openings, int operations, int cuts, String... processes)
      throws Exception {
    Path log = folder.resolve("log-" + random.nextInt(Integer.MAX_VALUE));
    PowerCutRecording recording = new PowerCutRecording(Objects.requireNonNull(library), file, log);
    PowerCutDisk disk = new PowerCutDisk(folder.resolve("disk").toRealPath(), List.of(file));
    List<Process> running = new ArrayList<>();
    for (String process : processes) {
      String[] parts = process.split(":", -1);
      String exclusive = parts.length > 2 ? "SQLITE_EXCLUSIVE,true," : "";
      // A slow disk gives those who come too late for a group more time to do so.
      String sync = parts[1].equals("GROUP_TAKEN_LATE") ? "2000" : "300";
      running.add(
          ChildJvm.start(
              recording.environment(sync),
              PowerCutWorker.class,
              file + "?wal_autocheckpoint=20",
              file + ".acks",
              parts[0],
              parts[1],
              exclusive + "SQLITE_BUSY_TIMEOUT,1m",
              Long.toString(random.nextLong()),
              Integer.toString(openings),
              Integer.toString(operations)));
    }
    try {
      for (Process process : running) {
        assertThat(process.waitFor()).isZero();
      }
    } finally {
      running.forEach(Process::destroyForcibly);
    }
    List<Event> events = recording.events();
    return look(disk, events, cuts);
  }

  private Findings look(PowerCutDisk disk, List<Event> events, int cuts) throws Exception {
    TreeSet<Integer> moments = new TreeSet<>();
    int first = firstAcknowledgement(events);
    while (moments.size() < cuts / Survivors.values().length) {
      moments.add(random.nextInt(first, events.size()));
    }
    Set<String> acknowledged = new HashSet<>();
    List<String> broken = new ArrayList<>();
    int lost = 0;
    int count = 0;
    for (int n = 0; n < events.size(); n++) {
      Event event = events.get(n);
      disk.apply(event);
      if (event.kind() == Kind.ACKNOWLEDGEMENT) {
        acknowledged.addAll(event.text().lines().toList());
      }
      if (moments.contains(n)) {
        for (Survivors survivors : Survivors.values()) {
          clean();
          disk.writeState(states, survivors, random);
          count++;
          String fault = fault(acknowledged);
          if (fault != null && fault.startsWith("lost")) {
            lost++;
          } else if (fault != null) {
            broken.add(survivors + " after event " + n + ": " + fault);
          }
        }
      }
    }
    System.out.printf(
        "%d events, %d acknowledged, %d states, %d with losses, %d broken%n",
        events.size(), acknowledged.size(), count, lost, broken.size());
    return new Findings(count, lost, broken);
  }

  private static int firstAcknowledgement(List<Event> events) {
    for (int n = 0; n < events.size(); n++) {
      if (events.get(n).kind() == Kind.ACKNOWLEDGEMENT) {
        return n;
      }
    }
    throw new AssertionError("nothing was acknowledged");
  }

  private void clean() throws IOException {
    try (Stream<Path> files = Files.list(states)) {
      for (Path left : files.toList()) {
        Files.delete(left);
      }
    }
  }

  /** What is wrong with a state, by plain SQLite; null if nothing is. */
  private @Nullable String fault(Set<String> acknowledged) throws SQLException {
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + states.resolve("a.db"));
    try (Connection connection = plain.getConnection()) {
      String check = Sqlite.query(connection, "pragma integrity_check");
      if (!check.equals("ok")) {
        return check;
      }
      String half =
          Sqlite.query(
              connection, "select txn from t group by txn having count(*) <> max(size) limit 1");
      if (!half.equals("no row")) {
        return "half of " + half;
      }
      Set<String> there = new HashSet<>();
      read(connection, "select 'transaction ' || txn from t", there);
      read(connection, "select 'table ' || name from sqlite_schema", there);
      long version = Long.parseLong(Sqlite.query(connection, "pragma user_version"));
      for (String each : acknowledged) {
        boolean kept =
            each.startsWith("version ")
                ? Long.parseLong(each.substring("version ".length())) <= version
                : there.contains(each);
        if (!kept) {
          return "lost: " + each;
        }
      }
      return null;
    }
  }

  private static void read(Connection connection, String sql, Set<String> rows)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
  }
}
