package visits;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Keeps what happened, in a database of its own. */
public final class AuditLog {
  private final DataSource db;

  @Inject
  AuditLog(@Named("database.audit.db") DataSource db) {
    this.db = db;
  }

  /** Adds a line. */
  public void write(String line) throws SQLException {
    try (Connection connection = db.getConnection()) {
      createTable(connection);
      try (PreparedStatement insert =
          connection.prepareStatement("insert into audit (line) values (?)")) {
        insert.setString(1, line);
        insert.executeUpdate();
      }
    }
  }

  /** All lines, the oldest first. */
  public List<String> lines() throws SQLException {
    try (Connection connection = db.getConnection()) {
      createTable(connection);
      List<String> lines = new ArrayList<>();
      try (PreparedStatement select =
              connection.prepareStatement("select line from audit order by id");
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString("line"));
        }
      }
      return lines;
    }
  }

  private static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists audit (id integer primary key, line text not null)");
    }
  }
}
