package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;

/**
 * A connection that a driver's handle has opened, and whether its last borrower has returned it.
 * Successive borrowers access it one after the other: the pool orders their memory accesses.
 */
final class OpenConnection {

  private final DriverHandle handle;
  private final Connection connection;
  private boolean lent;

  OpenConnection(DriverHandle handle, Connection connection) {
    this.handle = handle;
    this.connection = connection;
  }

  boolean is(Connection other) {
    return connection == other;
  }

  /**
   * Records that a borrower gets the connection. A connection that was closed without its
   * borrower's wrapper, by way of a statement's {@code getConnection()}, is checked now.
   *
   * @return whether the connection can be lent
   */
  boolean lend() {
    boolean fit = !lent || handle.isFit(connection);
    lent = true;
    return fit;
  }

  /**
   * Records that the borrower has closed the connection, and returns whether it can be lent again.
   */
  boolean takeBack() {
    lent = false;
    return handle.isFit(connection);
  }
}
