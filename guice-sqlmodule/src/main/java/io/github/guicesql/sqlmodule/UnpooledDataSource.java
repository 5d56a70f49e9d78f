package io.github.guicesql.sqlmodule;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a driver module puts below its pool: a data source that opens a connection each time, and
 * whose {@code toString} shows no secret. A subclass says how to open one. Thread-safe if that is.
 */
public abstract class UnpooledDataSource implements DataSource {

  private volatile int loginTimeoutSeconds;

  /** For a subclass's constructor. */
  protected UnpooledDataSource() {}

  /** Opens a connection for this user, or for nobody in particular. */
  @Override
  public abstract Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException;

  @Override
  public final Connection getConnection() throws SQLException {
    return getConnection(null, null);
  }

  /** The pool sets it: the longest that opening a connection should take; 0 is no limit. */
  @Override
  public final void setLoginTimeout(int seconds) {
    loginTimeoutSeconds = seconds;
  }

  @Override
  public final int getLoginTimeout() {
    return loginTimeoutSeconds;
  }

  @Override
  public final @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public final void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public final Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("the driver has its own logger");
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException(this + " is not a wrapper for " + type.getName());
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
