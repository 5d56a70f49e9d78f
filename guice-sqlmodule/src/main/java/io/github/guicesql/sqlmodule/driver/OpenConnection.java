package io.github.guicesql.sqlmodule.driver;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a driver's handle has opened, and whether its last borrower has returned it.
 * Successive borrowers access it one after the other: the pool orders their memory accesses.
 */
final class OpenConnection {

  private final DriverHandle handle;
  private final Connection connection;
  private final @Nullable String user;
  private @Nullable ManagedDataSource pool;
  private boolean lent;

  /**
   * Creates the record of a connection.
   *
   * @param user the user that it logged in as, or null if that is the configuration's own
   */
  OpenConnection(DriverHandle handle, Connection connection, @Nullable String user) {
    this.handle = handle;
    this.connection = connection;
    this.user = user;
  }

  @Nullable String user() {
    return user;
  }

  boolean is(Connection other) {
    return connection == other;
  }

  /**
   * Records that a borrower gets the connection. A connection that was closed without its
   * borrower's wrapper, by way of a statement's {@code getConnection()}, is checked now.
   *
   * @param lender the pool that lends it
   * @return whether the connection can be lent
   */
  boolean lend(ManagedDataSource lender) {
    pool = lender;
    boolean fit = handle.isCurrent(user) && (!lent || handle.isFit(connection));
    lent = true;
    return fit;
  }

  /** Has the pool close the connection when its borrower's proxy closes. */
  void evict(Connection proxy) {
    if (pool != null) {
      pool.evictConnection(proxy);
    }
  }

  /**
   * Records that the borrower has closed the connection, and returns whether it can be lent again.
   */
  boolean takeBack() {
    lent = false;
    return handle.isCurrent(user) && handle.isFit(connection);
  }

  /** The database, as the driver's handle names it. */
  @Override
  public String toString() {
    return handle.toString();
  }
}
