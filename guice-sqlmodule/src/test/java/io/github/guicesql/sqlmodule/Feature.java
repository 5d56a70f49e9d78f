package io.github.guicesql.sqlmodule;

import com.google.inject.Inject;
import com.google.inject.Provider;
import com.google.inject.name.Named;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A class of a service, which knows the contract alone. */
class Feature {

  final DataSource db;
  final Dialect dialect;
  final Provider<DataSource> provider;

  @Inject
  Feature(
      @Named(SqlTokens.DB) DataSource db,
      @Named(SqlTokens.DIALECT) Dialect dialect,
      @Named(SqlTokens.DB) Provider<DataSource> provider) {
    this.db = db;
    this.dialect = dialect;
    this.provider = provider;
  }

  int two() throws SQLException {
    return two(db);
  }

  /** A round trip to the database. */
  static int two(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1 + 1")) {
      row.next();
      return row.getInt(1);
    }
  }
}
