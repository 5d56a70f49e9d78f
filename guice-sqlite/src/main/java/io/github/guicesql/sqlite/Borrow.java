package io.github.guicesql.sqlite;

import java.sql.SQLException;

/**
 * The time for which one borrower has a connection. Statements belong to it: one that is used after
 * its end would work inside the next borrower's transaction.
 */
final class Borrow {

  private volatile boolean over;
  private boolean used;
  private boolean leavesTraces;

  /** A statement belongs to it. */
  void use() {
    used = true;
  }

  boolean isUsed() {
    return used || leavesTraces;
  }

  /** Something was done that lasts until the connection closes, such as a temporary table. */
  void leavesTraces() {
    leavesTraces = true;
  }

  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** Refuses what a statement of it is asked to do after its end. */
  void check() throws SQLException {
    if (over) {
      throw closedStatement();
    }
  }

  static SQLException closedStatement() {
    return new SQLException("The statement is closed.", "55000");
  }

  boolean hasLeftTraces() {
    return leavesTraces;
  }
}
