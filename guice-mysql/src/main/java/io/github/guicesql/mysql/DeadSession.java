package io.github.guicesql.mysql;

import java.sql.SQLException;
import java.util.Set;

/** Recognizes exceptions of either driver that mean that the connection is dead. */
final class DeadSession {

  /**
   * Error codes with which a server ends the session, whatever their SQLSTATE: killed, in MariaDB
   * and in MySQL, and idle for too long.
   */
  private static final Set<Integer> ENDED = Set.of(1927, 3169, 4031);

  /**
   * Error codes that concern the connection if their SQLSTATE says so, too. The server shuts down,
   * closes or aborts the connection, or has lost a packet of it; a node of a cluster cannot serve
   * anybody (1047); MariaDB's driver has closed it (1220).
   */
  private static final Set<Integer> LOST =
      Set.of(
          1047, 1053, 1080, 1152, 1153, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184, 1220);

  private DeadSession() {}

  /**
   * Returns whether the exception means that the connection is dead. A driver's own error has no
   * code. Any other error comes from the server, which continues the session: with a "signal", a
   * procedure may report any code and SQLSTATE.
   */
  static boolean isReportedBy(SQLException thrown) {
    String state = thrown.getSQLState();
    int code = thrown.getErrorCode();
    return ENDED.contains(code)
        || (state != null && state.startsWith("08") && (code <= 0 || LOST.contains(code)));
  }
}
