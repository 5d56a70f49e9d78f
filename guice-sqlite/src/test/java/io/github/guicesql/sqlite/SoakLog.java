package io.github.guicesql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What workers report. */
interface SoakLog {

  /** A row is there, says the database. */
  void acknowledged(long id);

  /** An operation ended as it should. */
  void did(SoakWorker.Operation operation);

  /** An operation took so long, or has taken so long and is not done. */
  void waited(SoakWorker.Operation operation, Duration time);

  /** Something happened that must not. */
  void trouble(String what);

  /**
   * Keeps the reports, and compares them with a database. Also takes them as lines, each with a
   * full stop at its end, so that half a line of a killed process is not taken for a number.
   */
  final class Kept implements SoakLog {

    private final Set<Long> acknowledged = Collections.synchronizedSet(new HashSet<>());
    private final Set<SoakWorker.Operation> done =
        Collections.synchronizedSet(EnumSet.noneOf(SoakWorker.Operation.class));
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final AtomicLong longestWaitNanos = new AtomicLong();

    @Override
    public void acknowledged(long id) {
      acknowledged.add(id);
    }

    @Override
    public void did(SoakWorker.Operation operation) {
      done.add(operation);
    }

    @Override
    public void waited(SoakWorker.Operation operation, Duration time) {
      longestWaitNanos.accumulateAndGet(time.toNanos(), Math::max);
    }

    @Override
    public void trouble(String what) {
      troubles.add(what);
    }

    void read(String line) {
      if (!line.endsWith(".")) {
        return;
      }
      int space = line.indexOf(' ');
      String value = line.substring(space + 1, line.length() - 1);
      switch (line.substring(0, space)) {
        case "row" -> acknowledged(Long.parseLong(value));
        case "did" -> did(SoakWorker.Operation.valueOf(value));
        case "waited" -> {
          String[] wait = value.split(" ", 2);
          waited(SoakWorker.Operation.valueOf(wait[0]), Duration.parse(wait[1]));
        }
        default -> trouble(value);
      }
    }

    Duration longestWait() {
      return Duration.ofNanos(longestWaitNanos.get());
    }

    int rows() {
      return acknowledged.size();
    }

    /** Whether every operation was done, and so many rows are there. */
    boolean isOf(int rows) {
      return rows() >= rows && done.size() == SoakWorker.Operation.values().length;
    }

    void assertNoTrouble() {
      assertThat(troubles).isEmpty();
    }

    void assertKeptBy(Sqlite sqlite) throws SQLException {
      assertThat(sqlite.query("pragma integrity_check")).isEqualTo("ok");
      assertThat(sqlite.query("select sum(balance) from accounts"))
          .isEqualTo(Long.toString(SoakWorker.TOTAL));
      assertThat(sqlite.query("select count(*) from entries where id < 0")).isEqualTo("0");
      Set<Long> lost = new HashSet<>(acknowledged);
      try (Connection connection = sqlite.connection();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select id from entries")) {
        while (rows.next()) {
          lost.remove(rows.getLong(1));
        }
      }
      assertThat(lost).as("acknowledged, and lost").isEmpty();
    }
  }

  /** Writes the reports as lines. */
  final class Printed implements SoakLog {

    private final PrintStream out;
    private final Set<SoakWorker.Operation> done =
        Collections.synchronizedSet(EnumSet.noneOf(SoakWorker.Operation.class));

    private final AtomicLong longestWaitNanos = new AtomicLong();

    Printed(PrintStream out) {
      this.out = out;
    }

    @Override
    public void acknowledged(long id) {
      out.println("row " + id + ".");
    }

    /** Says each once. */
    @Override
    public void did(SoakWorker.Operation operation) {
      if (done.add(operation)) {
        out.println("did " + operation + ".");
      }
    }

    /** Says what is longer than all before. */
    @Override
    public void waited(SoakWorker.Operation operation, Duration time) {
      if (longestWaitNanos.getAndAccumulate(time.toNanos(), Math::max) < time.toNanos()) {
        out.println("waited " + operation + " " + time + ".");
      }
    }

    @Override
    public void trouble(String what) {
      out.println("trouble " + what.lines().findFirst().orElse("") + ".");
    }
  }
}
