package io.github.guicesql.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a primary has written and a replica has applied, as GTIDs, which each product waits for. */
final class MysqlPosition {

  /** Each product has one of the two variables. */
  private static final String WRITTEN =
      "show global variables where variable_name in ('gtid_current_pos', 'gtid_executed')";

  /** The wait is for what a replica applies; a server that can be written to is no replica. */
  private static final String MARIADB_REACHES =
      "select if(@@global.read_only, master_gtid_wait(?, ?), 0)";

  /** Zero would be no limit. */
  private static final String MYSQL_REACHES = "select wait_for_executed_gtid_set(?, ?)";

  private static final double LEAST_SECONDS = 0.001;

  /** The position of a server without GTIDs: whether a replica has reached it cannot be known. */
  private static final String UNKNOWN = "?";

  private static final Pattern MARIADB = Pattern.compile("\\d+-\\d+-\\d+(,\\d+-\\d+-\\d+)*");
  private static final Pattern MYSQL = Pattern.compile("[0-9a-fA-F-]{36}:[0-9a-zA-Z_:,-]+");

  private MysqlPosition() {}

  static String of(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery(WRITTEN)) {
      String gtids = row.next() ? row.getString(2).replaceAll("\\s", "") : "";
      return gtids.isEmpty() ? UNKNOWN : gtids;
    }
  }

  static boolean reaches(Connection reader, String position, Duration limit) throws SQLException {
    if (position.equals(UNKNOWN)) {
      return false;
    }
    double seconds = Math.max(LEAST_SECONDS, limit.toNanos() / 1e9);
    if (MARIADB.matcher(position).matches()) {
      return isZero(reader, MARIADB_REACHES, position, seconds);
    }
    if (MYSQL.matcher(position).matches()) {
      return isZero(reader, MYSQL_REACHES, position, seconds);
    }
    throw new IllegalArgumentException("not a position of MySQL or MariaDB, such as 0-1-42");
  }

  private static boolean isZero(Connection reader, String sql, String position, double seconds)
      throws SQLException {
    try (PreparedStatement statement = reader.prepareStatement(sql)) {
      statement.setString(1, position);
      statement.setDouble(2, seconds);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == 0 && !row.wasNull();
      }
    }
  }
}
