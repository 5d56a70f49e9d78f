package io.github.guicesql.sqlite;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
 */
final class StatementCache {

  /**
   * A native statement and what the driver asks it after compiling.
   *
   * @param columns how many its result has
   * @param parameters how many it has
   */
  record Compiled(SafeStmtPtr pointer, String sql, SqlText text, int columns, int parameters) {}

  private final DB database;
  private final int capacity;

  /** In the order in which they came back: the eldest is the least recently used. */
  private final Map<String, Compiled> idle = new LinkedHashMap<>();

  private final SafeStmtPtr closedPointer;

  StatementCache(DB database, int capacity, SafeStmtPtr closedPointer) {
    this.database = database;
    this.capacity = capacity;
    this.closedPointer = closedPointer;
  }

  /** For a statement whose own is in the cache: the driver refuses to run it. */
  SafeStmtPtr closedPointer() {
    return closedPointer;
  }

  /** Takes out the statement of this SQL, if there is one. */
  @Nullable Compiled take(String sql) {
    synchronized (database) {
      return idle.remove(sql);
    }
  }

  /**
   * Takes a statement back, as it was when it was new: its result ended and its lock on the
   * database with it, and no parameter set.
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
      if (capacity == 0 || idle.putIfAbsent(statement.sql(), statement) != null) {
        pointer.close();
      } else if (idle.size() > capacity) {
        Iterator<Compiled> eldest = idle.values().iterator();
        eldest.next().pointer().close();
        eldest.remove();
      }
    }
  }
}
