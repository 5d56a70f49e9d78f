package io.github.guicesql.sqlmodule.driver;

import com.google.inject.Inject;
import com.google.inject.Provider;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.Dialect;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A class of a service, which knows the contract alone. */
public class Feature {

  public final DataSource db;
  public final Dialect dialect;
  public final Provider<DataSource> provider;

  @Inject
  public Feature(
      @Named(SqlTokens.DB) DataSource db,
      @Named(SqlTokens.DIALECT) Dialect dialect,
      @Named(SqlTokens.DB) Provider<DataSource> provider) {
    this.db = db;
    this.dialect = dialect;
    this.provider = provider;
  }

  public int two() throws SQLException {
    return two(db);
  }

  /** A round trip to the database. */
  public static int two(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1 + 1")) {
      row.next();
      return row.getInt(1);
    }
  }
}
