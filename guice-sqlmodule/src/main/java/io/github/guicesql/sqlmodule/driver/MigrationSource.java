package io.github.guicesql.sqlmodule.driver;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The data source below the pool as migrations get it: with their credentials, and with the pool's
 * catalog and schema. It closes what a migration leaves open. Thread-safe.
 */
final class MigrationSource implements DataSource, AutoCloseable {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(MigrationSource.class);

  private final ManagedDataSource pool;
  private final @Nullable Credentials credentials;
  private final List<Connection> opened = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Creates a data source.
   *
   * @param credentials the migrations' own credentials; null for those of the pool
   */
  MigrationSource(ManagedDataSource pool, @Nullable Credentials credentials) {
    this.pool = pool;
    this.credentials = credentials;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return prepared(
        credentials == null
            ? Ping.physical(pool)
            : below().getConnection(credentials.user(), credentials.password()));
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return prepared(below().getConnection(user, password));
  }

  private Connection prepared(Connection connection) throws SQLException {
    try {
      if (pool.getCatalog() != null) {
        connection.setCatalog(pool.getCatalog());
      }
      if (pool.getSchema() != null) {
        connection.setSchema(pool.getSchema());
      }
      opened.add(connection);
      if (closed) {
        throw new SQLNonTransientConnectionException(
            pool + ": the migrations are over, and their data source is closed.", "08003");
      }
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      DriverHandle.closeQuietly(connection, e);
      throw e;
    }
  }

  /** The data source with which the pool opens its connections; a hook may have wrapped it. */
  private DataSource below() throws SQLException {
    DataSource source = pool.getDataSource();
    if (source == null) {
      throw new SQLFeatureNotSupportedException(
          pool
              + ": a hook has removed the data source below the pool, and there is nothing to open"
              + " a migration's connection with.");
    }
    return source;
  }

  /** Closes the connections that are still open. */
  @Override
  public void close() {
    closed = true;
    for (Connection connection : opened) {
      try {
        if (!connection.isClosed()) {
          connection.close();
        }
      } catch (SQLException | RuntimeException e) {
        log.warn("{}: a connection that a migration has left open was not closed", pool, e);
      }
    }
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("the pool's connection timeout is the login timeout");
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return below().getLoginTimeout();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("the driver has its own logger");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : below().unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || below().isWrapperFor(type);
  }

  /** Returns the pool's name. */
  @Override
  public String toString() {
    return pool + ", below the pool";
  }
}
