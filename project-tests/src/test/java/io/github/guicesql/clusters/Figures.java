package io.github.guicesql.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a fail-over has cost the callers, printed as a row of the table in {@code docs/failover.md}.
 *
 * @param fault when it happened, in nanoseconds
 * @param writable when there was a primary again that could be written to
 */
record Figures(String what, long fault, long writable, Callers writers, List<Long> stored) {

  /** Returns the ids in the table {@code written}. */
  static List<Long> stored(Connection connection) throws SQLException {
    List<Long> stored = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from written")) {
      while (rows.next()) {
        stored.add(rows.getLong(1));
      }
    }
    return stored;
  }

  /** Prints the row, for which all have to be back, and checks that nothing is lost. */
  void check() {
    print();
    assertThat(writers.lost(stored, Long.MIN_VALUE)).isEmpty();
  }

  /**
   * The same for servers that replicate asynchronously: what was acknowledged before the promotion
   * may be lost, and nothing since.
   */
  void checkAsynchronous() {
    print();
    assertThat(writers.lost(stored, writable)).isEmpty();
  }

  private void print() {
    String errors =
        writers.errors().entrySet().stream()
            .map(each -> each.getValue() + " × " + each.getKey())
            .collect(Collectors.joining(", "));
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f s | %.1f s | %s | %d of %,d | %d |%n",
        what,
        seconds(writable - fault),
        seconds(writers.allBack(writable) - fault),
        errors.isEmpty() ? "none" : errors,
        writers.lost(stored, Long.MIN_VALUE).size(),
        writers.count(),
        writers.failedAndThere(stored));
    writers.failures().stream().limit(6).forEach(failure -> System.out.println("  " + failure));
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
