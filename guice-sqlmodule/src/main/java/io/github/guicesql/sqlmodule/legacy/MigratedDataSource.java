package io.github.guicesql.sqlmodule.legacy;

import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A service's own data source, which is migrated before it lends its first connection. */
final class MigratedDataSource implements DataSource {

  private final DataSource existing;
  private final Migrator migrator;

  MigratedDataSource(DataSource existing, Migrator migrator) {
    this.existing = existing;
    this.migrator = migrator;
  }

  @Override
  public Connection getConnection() throws SQLException {
    awaitMigrations();
    return existing.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    awaitMigrations();
    return existing.getConnection(user, password);
  }

  private void awaitMigrations() throws SQLException {
    migrator.await();
    if (!migrator.isDone()) {
      throw new SQLNonTransientConnectionException(this + " is closed.", "08003");
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return existing.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    existing.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    existing.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return existing.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return existing.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(existing) ? type.cast(existing) : existing.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(existing) || existing.isWrapperFor(type);
  }

  /** Returns the text of the service's data source. */
  @Override
  public String toString() {
    return existing.toString();
  }
}
