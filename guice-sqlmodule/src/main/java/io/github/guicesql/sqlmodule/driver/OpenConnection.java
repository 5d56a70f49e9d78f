package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;

/**
 * A connection that a driver's handle has opened, and whether its last borrower has returned it.
 * The pool orders what two borrowers see of it.
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
   * Notes that a borrower gets it. One that was closed past its borrower, by way of a statement's
   * {@code getConnection()}, is looked at now.
   *
   * @return whether it is fit for the borrower
   */
  boolean lend() {
    boolean fit = !lent || handle.isFit(connection);
    lent = true;
    return fit;
  }

  /** Notes that its borrower has closed it; returns whether it is fit for another one. */
  boolean takeBack() {
    lent = false;
    return handle.isFit(connection);
  }
}
