package io.github.guicesql.sqlmodule.driver;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a driver module puts below its pool: a data source that opens a connection each time, and
 * whose {@code toString} shows no secret. A subclass says how to open one. Thread-safe if that is.
 */
public abstract class UnpooledDataSource implements DataSource {

  private final OpenConnections connections = new OpenConnections();
  private volatile int loginTimeoutSeconds;
  private volatile boolean closing;

  /** For a subclass's constructor. */
  protected UnpooledDataSource() {}

  /** Opens a connection for this user, or for nobody in particular. */
  @Override
  public abstract Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException;

  /**
   * For a subclass to pass each new connection through before it returns it, if it has a {@link
   * #cutOff} of its own. The connection is remembered weakly.
   *
   * @throws SQLException if the pool has closed meanwhile; the connection was then closed
   */
  protected final Connection opened(Connection connection) throws SQLException {
    connections.add(connection);
    if (closing) {
      connection.close();
      throw new SQLNonTransientConnectionException("The pool has closed.", "08003");
    }
    return connection;
  }

  /**
   * Aborts a connection and, if the driver knows how, stops the statement that runs for it in the
   * server. Called for each {@link #opened} connection that is not closed, idle ones too, when the
   * drain is over and some are still borrowed; each on a thread of its own, and the pool waits for
   * 2 s at most. Only aborts unless it is overridden.
   */
  protected void cutOff(Connection connection) throws SQLException {
    connection.abort(Runnable::run);
  }

  /**
   * The pool is about to close. It would wait as long as the login timeout for a connection that is
   * being opened in the background; whichever comes later is refused by {@link #opened}.
   */
  final void closing() {
    closing = true;
    loginTimeoutSeconds = 1;
  }

  final void cutOffAll(String threadName) throws InterruptedException {
    connections.cutOff(this::cutOff, threadName);
  }

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
