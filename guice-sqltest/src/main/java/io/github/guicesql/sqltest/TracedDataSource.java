package io.github.guicesql.sqltest;

import io.github.guicesql.sqlmodule.internal.connection.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source whose borrows are recorded. */
final class TracedDataSource extends ForwardingDataSource {

  private final Leaks leaks;

  TracedDataSource(DataSource delegate, Leaks leaks) {
    super(delegate);
    this.leaks = leaks;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return leaks.borrowed(super.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return leaks.borrowed(super.getConnection(user, password));
  }
}
