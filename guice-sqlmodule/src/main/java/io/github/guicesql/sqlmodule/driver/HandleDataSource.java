package io.github.guicesql.sqlmodule.driver;

import io.github.guicesql.sqlmodule.Credentials;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Adapts a driver's handle to the data source with which the pool opens its connections. */
final class HandleDataSource implements DataSource {

  private final DriverHandle handle;
  private final boolean ofPool;

  /**
   * Creates a data source.
   *
   * @param ofPool whether the pool opens its connections with it: a user that the pool logs in as
   *     replaces the one before
   */
  HandleDataSource(DriverHandle handle, boolean ofPool) {
    this.handle = handle;
    this.ofPool = ofPool;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return handle.register(null, ofPool);
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return handle.register(user == null ? null : new Credentials(user, password), ofPool);
  }

  /** Sets the limit for opening a connection, in seconds; 0 means no limit. The pool calls this. */
  @Override
  public void setLoginTimeout(int seconds) {
    handle.limitLogin(seconds);
  }

  @Override
  public int getLoginTimeout() {
    return handle.loginTimeoutSeconds();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("the driver has its own logger");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type.isInstance(handle)) {
      return type.cast(handle);
    }
    throw new SQLException("The data source of " + handle + " is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this) || type.isInstance(handle);
  }

  /** Returns the database's name as given by the driver's handle. */
  @Override
  public String toString() {
    return handle.toString();
  }
}
