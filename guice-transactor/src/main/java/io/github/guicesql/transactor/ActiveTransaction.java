package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.internal.connection.NestedConnection;
import io.github.guicesql.sqlmodule.internal.connection.NestedWork;
import io.github.guicesql.sqlmodule.internal.connection.ReportedFailure;
import io.github.guicesql.sqlmodule.internal.connection.Savepoints;
import io.github.guicesql.transactor.TransactionException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of one thread: its connection, its savepoints, and the calls that are nested in it.
 * It does not know how it is retried, nor when its hooks run.
 */
final class ActiveTransaction implements ThreadConnections, NestedWork {

  private final Label label;
  private final boolean readOnly;
  private final boolean byReader;
  private final Thread thread = Thread.currentThread();
  private final PhysicalConnection physical;
  private final @Nullable Connection passed;
  private final @Nullable ActiveTransaction suspended;
  private final Failures failures;
  private final StrayFailures strays;
  private final StrayFailures.Mark begun;
  private final Savepoints savepoints;
  private final Level root;
  private Level level;
  private @Nullable Throwable doom;
  private volatile @Nullable SQLException lastFailure;
  private @Nullable SQLException lockWaitTimeout;
  private volatile boolean usedByOthers;
  private volatile boolean unwrapped;
  private boolean ended;
  private boolean commitUnknown;

  /**
   * Creates the transaction of a connection on which it has begun.
   *
   * @param byReader whether the connection is the reader's
   * @param passed the connection as it passed through the joining data source; null if the data
   *     source does not join
   * @param suspended the transaction around this one, on another connection
   */
  ActiveTransaction(
      Label label,
      TransactionOptions options,
      boolean byReader,
      PhysicalConnection physical,
      @Nullable Connection passed,
      @Nullable ActiveTransaction suspended,
      @Nullable Deadline deadline,
      Failures failures,
      StrayFailures strays) {
    this.label = label;
    this.readOnly = options.isReadOnly();
    this.byReader = byReader;
    this.physical = physical;
    this.passed = passed;
    this.suspended = suspended;
    this.failures = failures;
    this.strays = strays;
    begun = strays.mark();
    savepoints = new Savepoints(physical.connection());
    root = new Level(this, label, deadline);
    level = root;
  }

  Label label() {
    return label;
  }

  @Override
  public String name() {
    return level.name();
  }

  boolean isReadOnly() {
    return readOnly;
  }

  /** Returns what marks a thread that ends this transaction. */
  Opening mark() {
    return new Opening(label.name(), byReader);
  }

  @Override
  public boolean isByReader() {
    return byReader;
  }

  boolean isJoinedByDataSource() {
    return passed != null;
  }

  @Nullable ActiveTransaction suspended() {
    return suspended;
  }

  PhysicalConnection physical() {
    return physical;
  }

  Level root() {
    return root;
  }

  /** The innermost call. */
  Level level() {
    return level;
  }

  /** Notes a failure in the transaction that its work may catch. */
  void statementFailed(SQLException failure) {
    lastFailure = failure;
    noteReadOnly(failure);
    if (failures.isLockWaitTimeout(failure)) {
      lockWaitTimeout = failure;
    }
    if (failures.endsTransaction(failure)) {
      doom(failure);
    }
  }

  /** Has the connection closed in the end, if it cannot do what a read-write transaction is for. */
  private void noteReadOnly(Throwable failure) {
    if (!readOnly && failures.saysReadOnly(failure)) {
      physical.notToBeUsedAgain();
    }
  }

  /** The last failure that the pool has seen in this transaction. */
  @Nullable SQLException lastFailure() {
    return lastFailure;
  }

  /**
   * Returns the last lock wait timeout in a transaction that may be this one, after which a server
   * may have undone it.
   */
  @Nullable SQLException lockWaitTimeout() {
    return lockWaitTimeout != null || byReader
        ? lockWaitTimeout
        : strays.lockWaitTimeoutSince(begun);
  }

  /**
   * Returns the last failure with which the database has ended a transaction that may be this one:
   * on a thread that had a connection from another thread.
   */
  @Nullable SQLException strayRollback() {
    return byReader ? null : strays.rollbackSince(begun);
  }

  /**
   * Returns whether something in it may have failed. Where the driver does not know, that is so
   * after whatever the pool does not report to this transaction.
   */
  boolean mayHaveFailed() {
    return lastFailure != null || usedByOthers || reportedFailure().orElse(mayHaveFailedUnseen());
  }

  private boolean mayHaveFailedUnseen() {
    return unwrapped || strays.isAnySince(begun);
  }

  private Optional<Boolean> reportedFailure() {
    try {
      return ReportedFailure.of(shared());
    } catch (SQLException e) {
      // It is asked instead.
      return Optional.of(true);
    }
  }

  /** Returns whether its connection was closed or aborted, so that nothing is committed on it. */
  boolean isConnectionClosed() {
    try {
      return ReportedFailure.isClosed(shared());
    } catch (SQLException e) {
      // The commit finds out.
      return false;
    }
  }

  /** Notes that the connection below was given out, whose failures are not reported. */
  void noteUnwrapped() {
    unwrapped = true;
  }

  /** Notes a use of one of its connections; failures on another thread are not reported to it. */
  void noteUse() {
    if (!isOfThisThread()) {
      usedByOthers = true;
    }
  }

  boolean isOfThisThread() {
    return thread == Thread.currentThread();
  }

  /** The connection that joined connections are views of. */
  private Connection shared() {
    return passed == null ? physical.connection() : passed;
  }

  @Override
  public Connection connect(DataSource below, boolean ofReader) throws SQLException {
    if (ofReader) {
      // Who asks for the reader gets a connection beside the transaction.
      return below.getConnection();
    }
    Deadline deadline = level.deadline();
    if (deadline != null && deadline.isOver()) {
      throw new SQLTimeoutException(label + ": " + deadline.problem(), "HYT00");
    }
    return lendAsPooled(level, shared());
  }

  /** Lends a connection in the mode that the pool lends its connections in. */
  private Connection lendAsPooled(Level borrower, Connection lent) throws SQLException {
    JoinedConnection connection = borrower.lend(lent);
    if (!physical.isAutoCommitRestored()) {
      connection.lendWithoutAutoCommit();
    }
    return connection;
  }

  /** Lends what has passed the decorators of the data source, since the borrower does not. */
  Connection lend(Level borrower) {
    try {
      return lendAsPooled(borrower, physical.connection());
    } catch (SQLException e) {
      throw savepointFailed(e);
    }
  }

  private TransactionException savepointFailed(Throwable cause) {
    return label.failure(Reason.SAVEPOINT, "A savepoint failed; the cause says why.", cause);
  }

  // Nested work of JDBC's own methods.

  @Override
  public void usedBy(NestedConnection view) {
    savepoints.usedBy(view);
  }

  @Override
  public boolean isLastUsedBy(NestedConnection view) {
    return savepoints.isLastUsedBy(view);
  }

  @Override
  public Nested begin() throws SQLException {
    return savepoints.begin();
  }

  @Override
  public boolean isOpen(Nested nested) {
    return savepoints.isOpen(nested);
  }

  @Override
  public boolean isNewest(Nested nested) {
    return savepoints.isNewest(nested);
  }

  @Override
  public void release(Nested nested) throws SQLException {
    savepoints.release(nested);
  }

  @Override
  public void keep(Nested nested) throws SQLException {
    savepoints.keep(nested);
  }

  /** Rolls nested work back. If the database cannot, all has to be rolled back. */
  @Override
  public void rollBack(Nested nested) throws SQLException {
    try {
      savepoints.rollBack(nested);
    } catch (SQLException | RuntimeException e) {
      doom(e);
      throw e;
    }
  }

  /** Rolls back nested work that its connection has left unfinished. */
  @Override
  public void end(Nested nested) throws SQLException {
    try {
      savepoints.end(nested);
    } catch (SQLException | RuntimeException e) {
      doom(e);
      throw e;
    }
  }

  // Nested calls.

  /** Sets a savepoint for a nested call. */
  Nested savepoint() {
    try {
      return savepoints.begin();
    } catch (SQLException e) {
      throw savepointFailed(e);
    }
  }

  /** Begins a nested call, whose savepoint is set. */
  Level enter(Label nestedLabel, @Nullable Deadline deadline) {
    level = new Level(this, nestedLabel, Deadline.earlier(level.deadline(), deadline));
    return level;
  }

  /** Ends a nested call whose work has returned. If this throws, the call is to be left by it. */
  void leave(Level left, Level outer, Nested nested) {
    if (left.isRollbackAskedFor()) {
      leaveAfter(null, left, outer, nested);
      return;
    }
    Deadline deadline = left.deadline();
    if (deadline != null && deadline.isOver()) {
      throw left.label().failure(Reason.TIMEOUT, deadline.problem(), null);
    }
    try {
      left.closeJoined();
      savepoints.release(nested);
    } catch (SQLException e) {
      throw left.label()
          .failure(
              Reason.SAVEPOINT,
              "The nested call failed, since its savepoint could not be released; the cause says why."
                  + " If the savepoint does not exist, a statement has ended the transaction, such"
                  + " as one of MySQL's that changes the schema: what came before it is committed.",
              e);
    }
    left.end();
    outer.hooks().addReleased(left.hooks());
    level = outer;
  }

  /**
   * Rolls a nested call back. If the database cannot, since it has ended the transaction or the
   * connection is lost, all has to be rolled back.
   *
   * @param failure what the call has thrown; null if it asked for the rollback
   */
  void leaveAfter(@Nullable Throwable failure, Level left, Level outer, Nested nested) {
    Throwable problems = failure == null ? new Throwable() : failure;
    left.end();
    left.closeAfterRollback(problems);
    try {
      savepoints.end(nested);
    } catch (SQLException | RuntimeException e) {
      problems.addSuppressed(e);
      doom(failure == null ? e : failure);
    }
    outer.hooks().addRolledBack(left.hooks());
    level = outer;
  }

  /** Leaves this transaction nothing but rollback. The first reason is kept. */
  void doom(Throwable reason) {
    if (doom == null) {
      doom = reason;
    }
  }

  boolean isDoomed() {
    return doom != null;
  }

  // The end.

  /** Does all that has to succeed before the commit. */
  void prepareCommit() {
    if (root.isRollbackAskedFor()) {
      return;
    }
    refuseIfDoomed();
    root.hooks().runBeforeCommit();
    if (root.isRollbackAskedFor()) {
      return;
    }
    refuseIfDoomed();
    Deadline deadline = root.deadline();
    if (deadline != null && deadline.isOver()) {
      throw label.failure(Reason.TIMEOUT, deadline.problem(), null);
    }
    try {
      root.closeJoined();
    } catch (SQLException e) {
      throw savepointFailed(e);
    }
  }

  private void refuseIfDoomed() {
    if (doom != null) {
      throw label.failure(
          Reason.ROLLED_BACK,
          "It was rolled back, although its work returned: something in it had failed that could"
              + " not be undone alone. The cause is that failure.",
          doom);
    }
  }

  /** Notes that the connection is returned, and that nothing more is to be rolled back. */
  void ended() {
    ended = true;
    root.end();
  }

  /** Notes that nobody knows whether the database has committed. */
  void commitUnknown() {
    commitUnknown = true;
  }

  boolean isCommitUnknown() {
    return commitUnknown;
  }

  /** Rolls back and returns the connection, unless that was done. */
  void rollBackAll(@Nullable Throwable failure) {
    if (!ended) {
      ended();
      if (failure != null) {
        noteReadOnly(failure);
      }
      root.closeAfterRollback(failure == null ? new Throwable() : failure);
      physical.rollBack(failure);
    }
  }

  @Override
  public String toString() {
    return "the transaction of " + label;
  }
}
