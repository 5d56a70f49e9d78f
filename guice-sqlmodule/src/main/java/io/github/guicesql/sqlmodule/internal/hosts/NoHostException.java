package io.github.guicesql.sqlmodule.internal.hosts;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** None of a database's hosts fits; the message has the state of each. */
public final class NoHostException extends SQLTransientConnectionException {

  private static final long serialVersionUID = 1;
  private static final String UNABLE_TO_CONNECT = "08001";

  /** Creates the exception. */
  public NoHostException(String message) {
    this(message, null);
  }

  private NoHostException(String message, @Nullable Throwable cause) {
    super(message, UNABLE_TO_CONNECT, cause);
  }

  /** Creates the exception of a borrower that has waited in vain. */
  public static SQLException inVain(String message, SQLException timeout) {
    return new NoHostException(message, timeout);
  }
}
