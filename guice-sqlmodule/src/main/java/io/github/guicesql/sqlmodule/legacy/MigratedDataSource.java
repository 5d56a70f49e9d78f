package io.github.guicesql.sqlmodule.legacy;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingDataSource;
import io.github.guicesql.sqlmodule.internal.migration.Migrator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import javax.sql.DataSource;

/** A service's own data source, which is migrated before it lends its first connection. */
final class MigratedDataSource extends ForwardingDataSource {

  private final Migrator migrator;

  MigratedDataSource(DataSource existing, Migrator migrator) {
    super(existing);
    this.migrator = migrator;
  }

  @Override
  public Connection getConnection() throws SQLException {
    awaitMigrations();
    return super.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    awaitMigrations();
    return super.getConnection(user, password);
  }

  private void awaitMigrations() throws SQLException {
    migrator.await();
    if (!migrator.isDone()) {
      throw new SQLNonTransientConnectionException(this + " is closed.", "08003");
    }
  }
}
