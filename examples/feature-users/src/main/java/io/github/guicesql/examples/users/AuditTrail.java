package io.github.guicesql.examples.users;

import com.google.inject.Inject;
import com.google.inject.name.Named;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A log of events, in the order in which they happened, in plain JDBC. An entry belongs to whatever
 * transaction its caller is in. Thread-safe.
 */
public final class AuditTrail {

  private final DataSource db;

  @Inject
  AuditTrail(@Named(SqlTokens.DB) DataSource db) {
    this.db = db;
  }

  /**
   * Adds an entry. In the caller's transaction, it exists if and only if the caller's change does.
   */
  public void append(String action, String subject, String detail) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO audit_trail (recorded_at, action, subject, detail)"
                    + " VALUES (?, ?, ?, ?)")) {
      insert.setLong(1, System.currentTimeMillis());
      insert.setString(2, action);
      insert.setString(3, subject);
      insert.setString(4, detail);
      insert.executeUpdate();
    }
  }

  /** Returns the entries about one subject, the oldest first. */
  public List<AuditEntry> about(String subject) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, recorded_at, action, subject, detail FROM audit_trail"
                    + " WHERE subject = ? ORDER BY id")) {
      select.setString(1, subject);
      List<AuditEntry> entries = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          entries.add(
              new AuditEntry(
                  row.getLong(1),
                  Instant.ofEpochMilli(row.getLong(2)),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5)));
        }
      }
      return entries;
    }
  }
}
