package io.github.guicesql.postgres;

import java.io.IOException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells whether an exception of pgjdbc's means that its connection is dead. */
final class DeadSession {

  private DeadSession() {}

  static boolean isReportedBy(SQLException thrown) {
    ServerErrorMessage said =
        thrown instanceof PSQLException ours ? ours.getServerErrorMessage() : null;
    return said != null ? endsSession(said) : isLost(thrown);
  }

  /**
   * The server ends the session after an error of these severities; otherwise only the statement
   * failed, whatever its SQLSTATE. A server that speaks another language may translate them. That
   * is noticed all the same: pgjdbc chains the loss of the connection to such an error.
   */
  private static boolean endsSession(ServerErrorMessage said) {
    return "FATAL".equals(said.getSeverity()) || "PANIC".equals(said.getSeverity());
  }

  /** pgjdbc has this state for a value of a type that it cannot make, too: there is a cause. */
  private static boolean isLost(SQLException thrown) {
    String state = thrown.getSQLState();
    Throwable cause = thrown.getCause();
    return state != null
        && state.startsWith("08")
        && (cause == null || cause instanceof IOException)
        && thrown instanceof PSQLException;
  }
}
