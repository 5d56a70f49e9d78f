package io.github.guicesql.sqlmodule;

/**
 * How a pool is used at one moment. Immutable.
 *
 * @param active how many connections are borrowed
 * @param idle how many connections are open and not borrowed
 * @param waiting how many threads wait for a connection
 * @param max how many connections the pool opens at most
 */
public record PoolUse(int active, int idle, int waiting, int max) {

  /** Returns whether a borrower would have to wait until another one returns its connection. */
  public boolean isExhausted() {
    return active >= max;
  }

  /** Returns the numbers in one line. */
  @Override
  public String toString() {
    return active + " active, " + idle + " idle, " + waiting + " waiting, at most " + max;
  }
}
