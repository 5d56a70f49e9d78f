package io.github.guicesql.transactor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outermost call of a transaction, or a call that is nested in it by a savepoint. */
final class Level implements Transaction {

  private final ActiveTransaction transaction;
  private final Label label;
  private final @Nullable Deadline deadline;
  private final Hooks hooks = new Hooks();
  private final List<JoinedConnection> joined = new ArrayList<>(2);
  private boolean rollbackOnly;
  private volatile boolean ended;

  Level(ActiveTransaction transaction, Label label, @Nullable Deadline deadline) {
    this.transaction = transaction;
    this.label = label;
    this.deadline = deadline;
  }

  Label label() {
    return label;
  }

  @Nullable Deadline deadline() {
    return deadline;
  }

  Hooks hooks() {
    return hooks;
  }

  /** Lends a connection until the end of this call. */
  JoinedConnection lend(Connection shared) {
    JoinedConnection connection = new JoinedConnection(shared, transaction, this);
    joined.add(connection);
    return connection;
  }

  /** Called by a connection that is closed. It is the newest one most of the time. */
  void forget(JoinedConnection closed) {
    for (int i = joined.size() - 1; i >= 0; i--) {
      if (joined.get(i) == closed) {
        joined.remove(i);
        return;
      }
    }
  }

  /** Closes the connections that were borrowed in this call, and what they have not committed. */
  void closeJoined() throws SQLException {
    while (!joined.isEmpty()) {
      joined.remove(joined.size() - 1).end();
    }
  }

  /** Closes the connections that were borrowed in this call, whose work was rolled back. */
  void closeAfterRollback(Throwable failure) {
    while (!joined.isEmpty()) {
      try {
        joined.remove(joined.size() - 1).endAfterRollback();
      } catch (SQLException | RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }

  void end() {
    ended = true;
  }

  private void check() {
    if (ended || !transaction.isOfThisThread()) {
      throw new IllegalStateException(
          label
              + (ended ? ": the call has ended." : ": the transaction belongs to another thread.")
              + " Ask the transactor for current() where it is needed.");
    }
  }

  @Override
  public String name() {
    return label.name();
  }

  @Override
  public boolean isReadOnly() {
    return transaction.isReadOnly();
  }

  @Override
  public Connection connection() {
    check();
    return transaction.lend(this);
  }

  @Override
  public void setRollbackOnly() {
    check();
    rollbackOnly = true;
  }

  @Override
  public boolean isRollbackOnly() {
    return rollbackOnly || transaction.isDoomed();
  }

  boolean isRollbackAskedFor() {
    return rollbackOnly;
  }

  @Override
  public void beforeCommit(Runnable hook) {
    check();
    hooks.beforeCommit(hook);
  }

  @Override
  public void afterCommit(Runnable hook) {
    check();
    hooks.afterCommit(hook);
  }

  @Override
  public void afterRollback(Runnable hook) {
    check();
    hooks.afterRollback(hook);
  }

  @Override
  public String toString() {
    return label.toString();
  }
}
