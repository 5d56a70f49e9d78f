package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a driver's handle has opened, and whether its last borrower has returned it.
 * Successive borrowers access it one after the other: the pool orders their memory accesses.
 */
final class OpenConnection {

  private final DriverHandle handle;
  private final Connection connection;
  private final @Nullable Credentials credentials;
  private final boolean ofPool;
  private @Nullable ManagedDataSource pool;
  private boolean lent;

  /** Set by the thread that has the pool evict the connection, which may not be the borrower's. */
  private volatile boolean evicted;

  /**
   * Creates the record of a connection.
   *
   * @param credentials null for those of the configuration
   * @param ofPool whether the pool logs in with them, which may change
   */
  OpenConnection(
      DriverHandle handle,
      Connection connection,
      @Nullable Credentials credentials,
      boolean ofPool) {
    this.ofPool = ofPool;
    this.handle = handle;
    this.connection = connection;
    this.credentials = credentials;
  }

  /** The credentials with which it was opened; null for those of the configuration. */
  @Nullable Credentials credentials() {
    return credentials;
  }

  /** The user that the pool logged in as; null if that user cannot change. */
  @Nullable String user() {
    return credentials == null || !ofPool ? null : credentials.user();
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
    boolean fit =
        handle.isCurrent(user())
            && handle.isLendable(connection)
            && (!lent || handle.isFit(connection));
    lent = true;
    return fit;
  }

  /** Records what a borrower has unwrapped: the driver's own connection, or something above it. */
  void unwrapped(Object found) throws SQLException {
    if (found == connection) {
      handle.unwrapped(connection);
    }
  }

  /** Returns whether the open transaction has failed; empty if the driver does not know. */
  Optional<Boolean> transactionHasFailed() throws SQLException {
    return handle.transactionHasFailed(connection);
  }

  /** Returns whether the driver's connection is closed. */
  boolean isClosed() throws SQLException {
    return connection.isClosed();
  }

  /** Asks the database for a health check; returns why it cannot be written to, or null. */
  @Nullable String probe() throws SQLException {
    return handle.probe(connection);
  }

  /** Refuses to make the connection writable if it is a reader's. */
  void checkMayWrite() throws SQLException {
    if (pool != null) {
      pool.checkMayWrite();
    }
  }

  /** Records that the pool is about to close the connection. */
  void evicted() {
    evicted = true;
  }

  boolean isEvicted() {
    return evicted;
  }

  /** Has the pool close the connection instead of lending it again. */
  void evict(BorrowedConnection borrowed) {
    if (pool != null) {
      pool.evictConnection(borrowed);
    }
  }

  /**
   * Records that the borrower has closed the connection, and returns whether it can be lent again.
   */
  boolean takeBack() {
    lent = false;
    return handle.isCurrent(user()) && handle.isFit(connection);
  }

  /** The database, as the driver's handle names it. */
  @Override
  public String toString() {
    return handle.toString();
  }
}
