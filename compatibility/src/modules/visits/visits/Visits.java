package visits;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A feature: not public, and injected by Guice all the same, since its package is opened to it. */
final class Visits {

  private final DataSource db;

  @Inject
  Visits(@Named(SqlTokens.DB) DataSource db) {
    this.db = db;
  }

  int count() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table visits (at timestamp)");
      statement.execute("insert into visits values (current_timestamp)");
      try (ResultSet rows = statement.executeQuery("select count(*) from visits")) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}
