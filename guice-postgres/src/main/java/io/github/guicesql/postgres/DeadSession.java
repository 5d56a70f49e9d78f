package io.github.guicesql.postgres;

import java.io.IOException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Recognizes exceptions of pgjdbc that mean that the connection is dead. */
final class DeadSession {

  private DeadSession() {}

  static boolean isReportedBy(SQLException thrown) {
    ServerErrorMessage said =
        thrown instanceof PSQLException ours ? ours.getServerErrorMessage() : null;
    return said != null ? endsSession(said) : isLost(thrown);
  }

  /**
   * Returns whether the error ends the session, which depends on its severity; after any other
   * error only the statement has failed, whatever its SQLSTATE. A server with another language may
   * translate the severity. That case is still recognized, since pgjdbc chains the loss of the
   * connection to such an error.
   */
  private static boolean endsSession(ServerErrorMessage said) {
    return "FATAL".equals(said.getSeverity()) || "PANIC".equals(said.getSeverity());
  }

  /**
   * Returns whether pgjdbc reports a lost connection. pgjdbc also uses this SQLSTATE for a value of
   * a type that it cannot convert; that exception has a cause of another type.
   */
  private static boolean isLost(SQLException thrown) {
    String state = thrown.getSQLState();
    Throwable cause = thrown.getCause();
    return state != null
        && state.startsWith("08")
        && (cause == null || cause instanceof IOException)
        && thrown instanceof PSQLException;
  }
}
