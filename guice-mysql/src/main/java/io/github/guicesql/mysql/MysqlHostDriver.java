package io.github.guicesql.mysql;

import io.github.guicesql.sqlmodule.internal.hosts.HostDriver;
import io.github.guicesql.sqlmodule.internal.hosts.HostOpening;
import io.github.guicesql.sqlmodule.internal.hosts.HostRole;
import io.github.guicesql.sqlmodule.internal.hosts.HostStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hosts of MySQL and MariaDB for their role.
 *
 * <p>A host that is not read-only is a primary: an ordinary user may not ask whether it replicates
 * another one. There is no timeline, and no identity that the copies share, except in a Galera
 * cluster. The position is the number of transactions that the host has, by its GTIDs.
 */
final class MysqlHostDriver implements HostDriver {

  /** The variables that are asked if the server has them. */
  private static final String VARIABLES =
      "show global variables where variable_name in ('read_only', 'super_read_only',"
          + " 'innodb_read_only', 'gtid_current_pos', 'gtid_executed', 'wsrep_on')";

  private static final List<String> READ_ONLY =
      List.of("read_only", "super_read_only", "innodb_read_only");

  private static final List<String> POSITIONS = List.of("gtid_current_pos", "gtid_executed");

  private static final List<String> GALERA =
      List.of(
          "wsrep_cluster_status",
          "wsrep_ready",
          "wsrep_cluster_state_uuid",
          "wsrep_last_committed");

  private static final Set<String> OFF = Set.of("0", "OFF");

  /** A domain, a server and a sequence number, as MariaDB writes them. */
  private static final Pattern MARIADB_GTID = Pattern.compile("\\d+-\\d+-(\\d+)");

  /** The numbers of a source's transactions, as MySQL writes them. */
  private static final Pattern INTERVAL = Pattern.compile(":(\\d+)(?:-(\\d+))?");

  private static final int UNKNOWN_VARIABLE = 1193;
  private static final int READ_ONLY_SERVER = 1290;
  private static final int NOT_IN_CLUSTER = 1047;

  /**
   * Server errors that pass by themselves: shutting down, outside the cluster, and read-only, which
   * is told of a host whose role has changed since it was asked.
   */
  private static final Set<Integer> NOT_READY = Set.of(1053, NOT_IN_CLUSTER, READ_ONLY_SERVER);

  private final List<String> hosts;
  private final HostOpening opening;
  private final Predicate<SQLException> unreachable;

  /** What is asked of each host, in one round trip; null until a host has told its variables. */
  private volatile @Nullable String question;

  /**
   * Creates a driver for hosts.
   *
   * @param unreachable returns whether an exception of the driver, without a server's error code,
   *     is one of the network
   */
  MysqlHostDriver(List<String> hosts, HostOpening opening, Predicate<SQLException> unreachable) {
    this.hosts = hosts;
    this.opening = opening;
    this.unreachable = unreachable;
  }

  @Override
  public List<String> hosts() {
    return hosts;
  }

  @Override
  public Connection open(int host, Duration limit) throws SQLException {
    return opening.open(host, limit);
  }

  @Override
  public HostStatus ask(Connection connection) throws SQLException {
    String known = question;
    if (known != null) {
      try {
        return status(row(connection, known));
      } catch (SQLException e) {
        if (e.getErrorCode() != UNKNOWN_VARIABLE) { // a host of another version
          throw e;
        }
      }
    }
    String asked = question(connection);
    HostStatus status = status(row(connection, asked));
    question = asked;
    return status;
  }

  private static String question(Connection connection) throws SQLException {
    Map<String, String> variables = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(VARIABLES)) {
      while (rows.next()) {
        variables.put(rows.getString(1), rows.getString(2));
      }
    }
    List<String> columns = new ArrayList<>();
    for (String variable : variables.keySet()) {
      columns.add("@@global." + variable + " as " + variable);
    }
    if (!OFF.contains(variables.getOrDefault("wsrep_on", "OFF"))) {
      String schema = variables.containsKey("gtid_executed") ? "performance" : "information";
      for (String status : GALERA) {
        columns.add(
            "(select variable_value from %s_schema.global_status where variable_name = '%s') as %s"
                .formatted(schema, status, status));
      }
    }
    return columns.stream().sorted().collect(Collectors.joining(", ", "select ", ""));
  }

  private static Map<String, String> row(Connection connection, String sql) throws SQLException {
    Map<String, String> row = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet values = statement.executeQuery(sql)) {
      values.next();
      for (int column = 1; column <= values.getMetaData().getColumnCount(); column++) {
        @Nullable String value = values.getString(column);
        row.put(values.getMetaData().getColumnLabel(column), value == null ? "" : value);
      }
    }
    return row;
  }

  /** Returns the status of a host with these variables. */
  static HostStatus status(Map<String, String> row) throws SQLException {
    boolean readOnly =
        READ_ONLY.stream().anyMatch(variable -> !OFF.contains(row.getOrDefault(variable, "OFF")));
    if (row.containsKey("wsrep_ready")) {
      refuseOutsideOfCluster(row);
      return new HostStatus(
          !readOnly,
          readOnly,
          row.getOrDefault("wsrep_cluster_state_uuid", ""),
          0,
          Long.parseLong(row.getOrDefault("wsrep_last_committed", "0")));
    }
    long position =
        POSITIONS.stream()
            .mapToLong(name -> transactions(row.getOrDefault(name, "")))
            .max()
            .orElse(0);
    return new HostStatus(!readOnly, readOnly, "", 0, position);
  }

  /** A node outside of its cluster's primary component answers, but neither reads nor writes. */
  private static void refuseOutsideOfCluster(Map<String, String> row) throws SQLException {
    String component = row.getOrDefault("wsrep_cluster_status", "");
    if (!component.equals("Primary") || !row.getOrDefault("wsrep_ready", "").equals("ON")) {
      throw new SQLException(
          "The node is outside of its Galera cluster: wsrep_cluster_status is "
              + component
              + ", wsrep_ready is "
              + row.get("wsrep_ready"),
          "08S01",
          NOT_IN_CLUSTER);
    }
  }

  /** Returns the number of transactions in a set of GTIDs; 0 for none. */
  private static long transactions(String gtids) {
    long count = 0;
    Matcher mariaDb = MARIADB_GTID.matcher(gtids);
    if (!gtids.contains(":")) {
      while (mariaDb.find()) {
        count += Long.parseLong(mariaDb.group(1));
      }
      return count;
    }
    Matcher interval = INTERVAL.matcher(gtids);
    while (interval.find()) {
      long from = Long.parseLong(interval.group(1));
      long to = interval.group(2) == null ? from : Long.parseLong(interval.group(2));
      count += to - from + 1;
    }
    return count;
  }

  /**
   * Returns normally if a connection that was just opened leads to a host of the role.
   *
   * @throws SQLException if the host has become read-only since the monitor asked it
   */
  void check(Connection connection, HostRole role) throws SQLException {
    if (ask(connection).readOnly() && role == HostRole.READ_WRITE) {
      throw new SQLException("The server is read-only.", "HY000", READ_ONLY_SERVER);
    }
  }

  /** Returns whether a server has refused a write because it is read-only. */
  static boolean isReadOnly(SQLException thrown) {
    return thrown.getErrorCode() == READ_ONLY_SERVER;
  }

  @Override
  public Failure failure(SQLException thrown) {
    if (NOT_READY.contains(thrown.getErrorCode())) {
      return Failure.NOT_READY;
    }
    return thrown.getErrorCode() <= 0 && unreachable.test(thrown)
        ? Failure.NO_ANSWER
        : Failure.REFUSED;
  }

  /** Returns false: neither product reports with its answers that it has become read-only. */
  @Override
  public boolean contradicts(Connection connection, HostRole role) {
    return false;
  }
}
