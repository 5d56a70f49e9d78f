package io.github.guicesql.sqlmodule.driver;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** A pool is closed and opens and lends no connection. */
final class PoolClosedException extends SQLNonTransientConnectionException {

  private static final long serialVersionUID = 1;
  private static final String CONNECTION_DOES_NOT_EXIST = "08003";

  private PoolClosedException(Object pool, @Nullable SQLException cause) {
    super("The pool " + pool + " is closed.", CONNECTION_DOES_NOT_EXIST, cause);
  }

  /** Returns the cause if it is one already. */
  static SQLException of(Object pool, @Nullable SQLException cause) {
    return cause instanceof PoolClosedException ? cause : new PoolClosedException(pool, cause);
  }
}
