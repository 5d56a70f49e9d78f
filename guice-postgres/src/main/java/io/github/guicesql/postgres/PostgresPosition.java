package io.github.guicesql.postgres;

import io.github.guicesql.sqlmodule.internal.session.ReachedPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a primary has written and a standby has replayed, as LSNs. A plain role may ask for both.
 */
final class PostgresPosition {

  private static final String WRITTEN = "select (pg_current_wal_insert_lsn() - '0/0')::bigint";

  /** A primary has what it has written. */
  private static final String REACHED =
      "select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() >= ?::pg_lsn"
          + " else true end";

  private static final Pattern LSN = Pattern.compile("[0-9A-F]{1,8}/[0-9A-F]{1,8}");

  private PostgresPosition() {}

  static String of(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery(WRITTEN)) {
      row.next();
      long lsn = PostgresHostDriver.withoutHeader(row.getLong(1));
      return "%X/%X".formatted(lsn >>> 32, lsn & 0xFFFF_FFFFL);
    }
  }

  static boolean reaches(Connection reader, String position, Duration limit) throws SQLException {
    if (!LSN.matcher(position).matches()) {
      throw new IllegalArgumentException("not a position of PostgreSQL, such as 0/16B3748");
    }
    try (PreparedStatement statement = reader.prepareStatement(REACHED)) {
      statement.setString(1, position);
      return ReachedPosition.within(
          limit,
          () -> {
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getBoolean(1);
            }
          });
    }
  }
}
