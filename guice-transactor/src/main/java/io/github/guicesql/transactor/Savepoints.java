package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The savepoints that are open in a transaction, the newest last. The database drops a savepoint
 * together with those before it, so this class knows which ones are gone.
 */
final class Savepoints {

  private static final String INVALID_SAVEPOINT = "3B001";

  /** Work that can be rolled back by itself. */
  static final class Nested {

    private final Savepoint savepoint;

    private Nested(Savepoint savepoint) {
      this.savepoint = savepoint;
    }
  }

  private final Connection connection;
  private final List<Nested> open = new ArrayList<>(0);

  Savepoints(Connection connection) {
    this.connection = connection;
  }

  Nested begin() throws SQLException {
    Nested nested = new Nested(connection.setSavepoint());
    open.add(nested);
    return nested;
  }

  /** Returns whether nested work has neither ended nor been rolled back with what is around it. */
  boolean isOpen(Nested nested) {
    return open.contains(nested);
  }

  boolean isNewest(Nested nested) {
    return !open.isEmpty() && open.get(open.size() - 1) == nested;
  }

  /**
   * Makes nested work a part of what is around it. Other work that began in it, and is not ended,
   * is rolled back.
   */
  void release(Nested nested) throws SQLException {
    int index = indexOf(nested);
    if (index + 1 < open.size()) {
      connection.rollback(open.get(index + 1).savepoint);
    }
    releaseInDatabase(nested);
    open.subList(index, open.size()).clear();
  }

  /** Rolls nested work back, and what began in it. It goes on with the same savepoint. */
  void rollBack(Nested nested) throws SQLException {
    int index = indexOf(nested);
    connection.rollback(nested.savepoint);
    open.subList(index + 1, open.size()).clear();
  }

  /** Rolls nested work back for good. */
  void end(Nested nested) throws SQLException {
    rollBack(nested);
    releaseInDatabase(nested);
    open.remove(open.size() - 1);
  }

  /** A database that cannot release a savepoint keeps it until the transaction ends. */
  private void releaseInDatabase(Nested nested) throws SQLException {
    try {
      connection.releaseSavepoint(nested.savepoint);
    } catch (SQLFeatureNotSupportedException e) {
      return;
    }
  }

  private int indexOf(Nested nested) throws SQLException {
    int index = open.lastIndexOf(nested);
    if (index < 0) {
      throw new SQLException(
          "The savepoint is gone: it was rolled back together with the work around it.",
          INVALID_SAVEPOINT);
    }
    return index;
  }
}
