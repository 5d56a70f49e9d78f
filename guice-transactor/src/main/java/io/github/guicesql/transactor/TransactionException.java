package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.SqlModuleException;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a transaction itself. What the work throws is never wrapped in it.
 *
 * <p>Unless it is a {@link CommitUnknownException}, nothing of the transaction was committed.
 */
public class TransactionException extends SqlModuleException {

  private static final long serialVersionUID = 1;

  /** Why the transaction failed. */
  public enum Reason {
    /** No connection, or it could not be prepared; nothing ran. */
    BEGIN,
    /** The connection is read-only, although a read-write transaction was asked for. */
    READ_ONLY,
    /** The data source does not join, and the work would have run outside the transaction. */
    NOT_JOINED,
    /** A second connection was asked for that this thread would wait for by itself. */
    WOULD_WAIT,
    /** A nested call asked for what its transaction does not have, such as its isolation level. */
    NOT_OFFERED,
    /** There is no transaction on this thread. */
    NO_TRANSACTION,
    /** A savepoint could not be set or released. */
    SAVEPOINT,
    /** An inner failure has left nothing but rollback; the cause is that failure. */
    ROLLED_BACK,
    /** The transaction's time is over. */
    TIMEOUT,
    /** The database refused to commit; the cause says why. */
    COMMIT,
    /** Nobody knows whether the database has committed: see {@link CommitUnknownException}. */
    COMMIT_UNKNOWN
  }

  private final Reason reason;
  private final String token;
  private final String transaction;

  TransactionException(
      Reason reason, String token, String name, String problem, @Nullable Throwable cause) {
    super(
        (name.isEmpty() ? "A transaction" : "The transaction \"" + name + "\"")
            + " of "
            + token
            + ": "
            + problem,
        cause);
    this.reason = reason;
    this.token = token;
    this.transaction = name;
  }

  /** Why the transaction failed. */
  public final Reason reason() {
    return reason;
  }

  /** The token of the data source, such as {@code "database.db"}. */
  public final String token() {
    return token;
  }

  /** The name from the transaction's options; empty if it has none. */
  public final String transaction() {
    return transaction;
  }
}
