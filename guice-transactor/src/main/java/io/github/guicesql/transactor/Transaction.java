package io.github.guicesql.transactor;

import java.sql.Connection;

/**
 * The transaction that a thread is in, or the nested call of it. {@link Transactor#current()}
 * returns it. Only the transaction's own thread may use it, and only until the call ends; otherwise
 * its methods throw {@link IllegalStateException}.
 */
public interface Transaction {

  /** The name from the options of the call; empty if it has none. */
  String name();

  /** Whether the transaction is read-only. */
  boolean isReadOnly();

  /**
   * Returns a connection of the transaction, as the contract's data source does. The caller closes
   * it; otherwise the end of the call does.
   */
  Connection connection();

  /**
   * Has this call roll back at its end, as if nothing had happened, and yet return its result: the
   * whole transaction in the outermost call, back to the savepoint in a nested one. In a joining
   * call, it is the call around it that rolls back.
   */
  void setRollbackOnly();

  /** Whether this call will roll back at its end, whatever happens. */
  boolean isRollbackOnly();

  /**
   * Adds a hook that runs in the transaction, right before it commits, in the order in which hooks
   * were added. If it throws, the transaction rolls back, and the caller gets what it threw. If the
   * call is a nested one that rolls back, its hooks are forgotten.
   */
  void beforeCommit(Runnable hook);

  /**
   * Adds a hook that runs once the transaction has committed and its connection is back in the
   * pool, on the same thread, in the order in which hooks were added. What it throws is logged: the
   * other hooks run, and the commit stays one. If the call is a nested one that rolls back, its
   * hooks are forgotten, and so are those of a try that is retried.
   *
   * <p>The hook is outside the transaction. If the transaction was a {@link
   * TransactionOptions#requiresNew()}, it is in the outer one again.
   */
  void afterCommit(Runnable hook);

  /**
   * Adds a hook that runs once the transaction, or this nested call and with it the rest, has ended
   * and the work of this call was rolled back. Otherwise like {@link #afterCommit}. A try that is
   * retried does not count, and after a {@link CommitUnknownException} no hook runs.
   */
  void afterRollback(Runnable hook);
}
