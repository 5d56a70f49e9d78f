package io.github.guicesql.mysql;

import java.sql.SQLException;
import java.util.Set;

/** Tells whether an exception of either driver's means that its connection is dead. */
final class DeadSession {

  /**
   * Errors with which a server ends the session, whatever their SQLSTATE: killed, by MariaDB and by
   * MySQL, and left alone for too long.
   */
  private static final Set<Integer> ENDED = Set.of(1927, 3169, 4031);

  /**
   * Errors about the connection, if their SQLSTATE says so, too. The server shuts down, closes or
   * aborts the connection, or lost a packet of it; a node of a cluster cannot serve anybody (1047);
   * and MariaDB's driver has closed it (1220).
   */
  private static final Set<Integer> LOST =
      Set.of(
          1047, 1053, 1080, 1152, 1153, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184, 1220);

  private DeadSession() {}

  /**
   * A driver's own error has no number. Any other one is the server's, which goes on with the
   * session: with a "signal", a procedure may report any number and SQLSTATE.
   */
  static boolean isReportedBy(SQLException thrown) {
    String state = thrown.getSQLState();
    int code = thrown.getErrorCode();
    return ENDED.contains(code)
        || (state != null && state.startsWith("08") && (code <= 0 || LOST.contains(code)));
  }
}
