package io.github.guicesql.sqltest;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A database on a test server: its address and credentials, and {@link #close()} to drop it.
 *
 * <p>Thread-safe.
 */
public final class TestDatabase implements AutoCloseable {
  private final Address address;
  private final Runnable drop;

  TestDatabase(Address address, Runnable drop) {
    this.address = address;
    this.drop = drop;
  }

  /** The server's host: {@code localhost}, unless the server is external. */
  public String host() {
    return address.host();
  }

  /** The server's TCP port. */
  public int port() {
    return address.port();
  }

  /** The database's name. */
  public String database() {
    return address.database();
  }

  /** The user who owns the database: a superuser, unless the server is external. */
  public String user() {
    return address.user();
  }

  /** The user's password; no {@code toString} and no log line contains it. */
  public String password() {
    return address.password();
  }

  /**
   * The URI, {@code postgresql://user:password@host:port/database}, {@code mariadb://…} or {@code
   * mysql://…}, percent-encoded. It contains the password.
   */
  public String dsn() {
    return address.dsn();
  }

  /** The JDBC URL, without user and password. */
  public String jdbcUrl() {
    return address.jdbcUrl();
  }

  /**
   * Opens a connection outside any pool. The caller closes it.
   *
   * @throws SQLException if the server refuses, or does not answer within 10 s
   */
  public Connection connect() throws SQLException {
    return address.connect();
  }

  /**
   * Drops the database, and closes its open connections. Does nothing for a server's {@linkplain
   * TestServer#defaultDatabase() default database}, nor for a database whose server was stopped or
   * closed.
   *
   * @throws IllegalStateException if the server does not drop it
   */
  @Override
  public void close() {
    drop.run();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
