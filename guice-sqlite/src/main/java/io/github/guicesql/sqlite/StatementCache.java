package io.github.guicesql.sqlite;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * One connection's prepared statements that nobody uses at the moment, by their SQL. The driver has
 * no such cache: it compiles a statement anew each time.
 *
 * <p>What is kept is the native statement, never the driver's Java object: whoever prepares gets a
 * new object, so that one which is used after it was closed cannot meet the next user's. A
 * statement in use is not in the cache, so that the same SQL prepared twice at once is two native
 * statements. Guarded by the driver's lock of the database.
 *
 * <p>The cache is bounded by the number of statements and by their {@linkplain Compiled#size()
 * estimated size}.
 */
final class StatementCache {

  /**
   * A native statement and what the driver asks it after compiling.
   *
   * @param columns how many its result has
   * @param parameters how many it has
   */
  record Compiled(SafeStmtPtr pointer, String sql, SqlText text, int columns, int parameters) {

    /**
     * An estimate of the statement's bytes. The driver cannot ask SQLite for them. Measured: a text
     * costs 2 to 24 bytes a character, a parameter up to 200, a result's column 600 to 750.
     */
    long size() {
      return 1_000 + 16L * sql.length() + 200L * parameters + 700L * columns;
    }
  }

  /** The bytes of one connection's idle statements: some 100 that each read or write 50 columns. */
  static final long MAX_SIZE = 4_000_000;

  private final DB database;
  private final int capacity;

  /** Ordered by their return: the eldest is the least recently used. */
  private final Map<String, Compiled> idle = new LinkedHashMap<>();

  /** The estimated bytes of the idle statements. */
  private final AtomicLong size = new AtomicLong();

  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final SafeStmtPtr closedPointer;

  StatementCache(DB database, int capacity) {
    this.database = database;
    this.capacity = capacity;
    closedPointer = UnusablePointer.ofClosedStatement(database);
  }

  /** The pointer of a statement that has returned its own to the cache: the driver refuses it. */
  SafeStmtPtr closedPointer() {
    return closedPointer;
  }

  /** Removes and returns the statement of this SQL, or null. */
  @Nullable Compiled take(String sql) {
    synchronized (database) {
      Compiled statement = idle.remove(sql);
      add(statement == null ? misses : hits, 1);
      if (statement != null) {
        add(size, -statement.size());
      }
      return statement;
    }
  }

  /**
   * Changes a figure, which others read without the lock. There is one writer at a time, who holds
   * the lock, so that no fence is needed.
   */
  private static void add(AtomicLong figure, long more) {
    figure.setOpaque(figure.getPlain() + more);
  }

  /** How often a statement was found. */
  long hits() {
    return hits.getOpaque();
  }

  /** How often it was not. */
  long misses() {
    return misses.getOpaque();
  }

  /** The estimated bytes of the statements that nobody uses at the moment. */
  long size() {
    return size.getOpaque();
  }

  /**
   * Adds a statement after resetting it: its result and its lock on the database end, and its
   * parameters are cleared.
   */
  void give(Compiled statement) throws SQLException {
    synchronized (database) {
      SafeStmtPtr pointer = statement.pointer();
      if (pointer.isClosed()) {
        return;
      }
      pointer.safeRunInt(DB::reset);
      if (statement.parameters() > 0) {
        pointer.safeRunInt(DB::clear_bindings);
      }
      if (capacity == 0
          || statement.size() > MAX_SIZE
          || idle.putIfAbsent(statement.sql(), statement) != null) {
        pointer.close();
        return;
      }
      add(size, statement.size());
      Iterator<Compiled> eldest = idle.values().iterator();
      while (idle.size() > capacity || size.getPlain() > MAX_SIZE) {
        Compiled evicted = eldest.next();
        eldest.remove();
        add(size, -evicted.size());
        evicted.pointer().close();
      }
    }
  }
}
