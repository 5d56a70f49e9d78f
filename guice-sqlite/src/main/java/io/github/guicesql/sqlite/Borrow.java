package io.github.guicesql.sqlite;

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

  boolean hasLeftTraces() {
    return leavesTraces;
  }
}
