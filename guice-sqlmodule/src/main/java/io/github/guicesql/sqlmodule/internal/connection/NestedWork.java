package io.github.guicesql.sqlmodule.internal.connection;

import java.sql.SQLException;
import java.sql.Savepoint;

/** The nested transactions that are open in a transaction. */
public interface NestedWork {

  /** Work that can be rolled back by itself. Two are equal only if they are the same. */
  final class Nested {

    private final Savepoint savepoint;

    Nested(Savepoint savepoint) {
      this.savepoint = savepoint;
    }

    Savepoint savepoint() {
      return savepoint;
    }
  }

  /** Notes that a view of the transaction's connection is used. */
  void usedBy(NestedConnection view);

  /** Returns whether no other view was used since. */
  boolean isLastUsedBy(NestedConnection view);

  /** Begins a nested transaction. */
  Nested begin() throws SQLException;

  /** Returns whether nested work has neither ended nor been rolled back with what is around it. */
  boolean isOpen(Nested nested);

  /** Returns whether no other work has begun in it that is still open. */
  boolean isNewest(Nested nested);

  /**
   * Makes nested work a part of what is around it. Other work that began in it, and is not ended,
   * is rolled back.
   */
  void release(Nested nested) throws SQLException;

  /**
   * Makes nested work a part of what is around it, and leaves other work that began in it as it is.
   */
  void keep(Nested nested) throws SQLException;

  /** Rolls nested work back, and what began in it. It goes on with the same savepoint. */
  void rollBack(Nested nested) throws SQLException;

  /** Rolls nested work back for good. */
  void end(Nested nested) throws SQLException;
}
