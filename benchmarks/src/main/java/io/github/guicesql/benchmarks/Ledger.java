package io.github.guicesql.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;

/** What one thread was told is done, to be compared with what is in the file. */
final class Ledger {

  /** More than a thread can insert; an id is the thread's number times this plus a count. */
  private static final long IDS = 1L << 40;

  private final int thread;
  private final BitSet inserted = new BitSet();
  private final int[] increments = new int[Schema.ACCOUNTS];
  private int next;

  Ledger(int thread) {
    this.thread = thread;
  }

  void insert(Access access) throws SQLException {
    int n = next++;
    access.insert(thread * IDS + n);
    inserted.set(n);
  }

  void increment(Access access, int account) throws SQLException {
    access.increment(account);
    increments[account]++;
  }

  /**
   * How a file differs from the ledgers of its threads, each by their numbers.
   *
   * @param lost what was acknowledged and is not there
   * @param unacknowledged what is there although its thread was told that it failed
   */
  record Difference(long lost, long unacknowledged) {

    static Difference of(Connection connection, List<Ledger> ledgers) throws SQLException {
      long expected = ledgers.stream().mapToLong(ledger -> ledger.inserted.cardinality()).sum();
      long found = 0;
      long unacknowledged = 0;
      long lost = 0;
      try (Statement statement = connection.createStatement()) {
        try (ResultSet rows = statement.executeQuery("select id from events")) {
          while (rows.next()) {
            long id = rows.getLong(1);
            if (ledgers.get((int) (id / IDS)).inserted.get((int) (id % IDS))) {
              found++;
            } else {
              unacknowledged++;
            }
          }
        }
        lost += expected - found;
        try (ResultSet rows = statement.executeQuery("select id, balance from accounts")) {
          while (rows.next()) {
            int account = rows.getInt(1);
            long missing = -rows.getLong(2);
            for (Ledger ledger : ledgers) {
              missing += ledger.increments[account];
            }
            lost += Math.max(0, missing);
            unacknowledged += Math.max(0, -missing);
          }
        }
      }
      return new Difference(lost, unacknowledged);
    }
  }
}
