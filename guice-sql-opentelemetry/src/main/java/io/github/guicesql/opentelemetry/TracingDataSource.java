package io.github.guicesql.opentelemetry;

import io.github.guicesql.sqlmodule.Database;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a data source in OpenTelemetry's, which asks its first connection where it leads, and says
 * that of all others. That is wrong where a pool has several hosts, and if there is no first one,
 * the answer is that nothing is known. Thread-safe.
 */
final class TracingDataSource implements DataSource {

  private final DataSource delegate;
  private final JdbcTelemetry telemetry;
  private final Database database;

  /** Knows where each connection leads; null before the first, and always if hosts change. */
  private volatile @Nullable DataSource traced;

  private volatile boolean hostsChange;

  TracingDataSource(DataSource delegate, JdbcTelemetry telemetry, Database database) {
    this.delegate = delegate;
    this.telemetry = telemetry;
    this.database = database;
  }

  @Override
  public Connection getConnection() throws SQLException {
    DataSource known = traced;
    if (known != null) {
      return known.getConnection();
    }
    DataSource asking = telemetry.wrap(delegate);
    Connection connection = asking.getConnection();
    if (!hostsChange) {
      hostsChange = !database.servers().isEmpty();
      traced = hostsChange ? null : asking;
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return telemetry.wrap(delegate).getConnection(user, password);
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return delegate.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    delegate.setLogWriter(out);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return delegate.getLoginTimeout();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    delegate.setLoginTimeout(seconds);
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return delegate.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(delegate) || delegate.isWrapperFor(type);
  }

  /** Returns what the data source below returns. */
  @Override
  public String toString() {
    return delegate.toString();
  }
}
