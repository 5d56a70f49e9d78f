package io.github.guicesql.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

/**
 * A commit is in the file, but nobody knows whether it is on the disk: its sync failed. Others may
 * have read it already; after a power cut it may be there or gone. Trying again would do it twice
 * as long as the machine goes on.
 *
 * <p>Thrown with {@code SQLITE_SYNCHRONOUS=shared} only, with SQLSTATE {@code 08007} ("transaction
 * resolution unknown"), by whatever committed: {@code commit()}, or a statement in auto-commit
 * mode. The cause is the operating system's error.
 */
public final class OutcomeUnknownException extends SQLNonTransientConnectionException {

  private static final long serialVersionUID = 1;

  private OutcomeUnknownException(String reason, Throwable cause) {
    super(reason, "08007", cause);
  }

  /** What a caller gets whose commit could not be synced. */
  static SQLException afterSync(IOException failure) {
    return new OutcomeUnknownException(
        "It was committed, but the sync of the log has failed ("
            + failure.getMessage()
            + "): nobody knows whether it is on the disk. Others may have read it. Look before"
            + " trying again.",
        failure);
  }
}
