package visits;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Counts visits. */
public final class Visits {
  private final DataSource db;

  @Inject
  Visits(@Named(SqlTokens.DB) DataSource db) {
    this.db = db;
  }

  /** Adds a visit, and returns how many there are now. */
  public long add() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists visits (at timestamp)");
      statement.execute("insert into visits values (current_timestamp)");
      try (ResultSet rows = statement.executeQuery("select count(*) from visits")) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
