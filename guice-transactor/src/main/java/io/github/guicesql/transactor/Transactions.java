package io.github.guicesql.transactor;

import io.github.guicesql.sqlmodule.DatabaseObserver.Outcome;
import io.github.guicesql.sqlmodule.internal.connection.NestedWork;
import io.github.guicesql.transactor.TransactionException.Reason;
import io.github.guicesql.transactor.TransactionOptions.Nesting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins, nests, retries and ends the transactions of one database. Thread-safe. */
final class Transactions {

  /** The work of one call. */
  @FunctionalInterface
  interface LevelWork<T extends @Nullable Object, E extends Throwable> {
    T in(Level level) throws E;
  }

  private final String token;
  private final Pools pools;
  private final ThreadTransactions threads;
  private final Failures failures;
  private final SelfWait selfWait;
  private final CommitChecks commitChecks;

  Transactions(String token, Pools pools, ThreadTransactions threads) {
    this.token = token;
    this.pools = pools;
    this.threads = threads;
    failures = new Failures(pools.dialect());
    selfWait = new SelfWait(pools);
    commitChecks = new CommitChecks(pools.dialect(), this::openOutside);
  }

  boolean isActive() {
    return threads.active() != null;
  }

  Transaction current(TransactionOptions options) {
    ActiveTransaction active = threads.active();
    if (active == null) {
      throw new Label(token, options.name())
          .failure(
              Reason.NO_TRANSACTION,
              "This thread is in no transaction. Call inTransaction around it; what other threads"
                  + " are in does not count.",
              null);
    }
    return active.level();
  }

  /**
   * Runs work in a transaction, or nested in the one that the thread is in.
   *
   * @param joins whether the work gets its connections from the data source
   */
  <T extends @Nullable Object, E extends Throwable> T run(
      TransactionOptions options, boolean joins, LevelWork<T, E> work) throws E {
    ActiveTransaction active = threads.active();
    if (active == null) {
      return outermost(null, options, joins, work);
    }
    if (options.nesting() == Nesting.REQUIRES_NEW) {
      refuseToWait(active, options);
      return outermost(active, options, joins, work);
    }
    checkOffered(active, options, joins);
    return options.nesting() == Nesting.JOINING
        ? joined(active, work)
        : nested(active, options, work);
  }

  private void refuseToWait(ActiveTransaction active, TransactionOptions options) {
    Optional<String> reason = selfWait.reason(active, options);
    if (reason.isPresent()) {
      throw new Label(token, options.name()).failure(Reason.WOULD_WAIT, reason.get(), null);
    }
  }

  private void checkOffered(ActiveTransaction active, TransactionOptions options, boolean joins) {
    Label label = new Label(token, options.name());
    if (joins && !active.isJoinedByDataSource()) {
      throw notJoined(label);
    }
    options
        .isolation()
        .ifPresent(
            asked -> {
              if (asked.level() > isolation(active)) {
                throw label.failure(
                    Reason.NOT_OFFERED,
                    "It is nested in "
                        + active
                        + ", whose isolation level is weaker than "
                        + asked
                        + ". Ask for the level there.",
                    null);
              }
            });
  }

  private static int isolation(ActiveTransaction active) {
    try {
      return active.physical().connection().getTransactionIsolation();
    } catch (SQLException e) {
      throw active.label().failure(Reason.NOT_OFFERED, "Its isolation level could not be read.", e);
    }
  }

  private static TransactionException notJoined(Label label) {
    return label.failure(
        Reason.NOT_JOINED,
        "The data source does not join, so that what the work does on its connections would be"
            + " outside the transaction. Install the module that binds it with the TransactorModule"
            + " in one injector; for a data source of the service's own, by"
            + " ExistingDataSourceModule's withListeners(). Or use withConnection, and nothing but"
            + " that connection.",
        null);
  }

  /** Runs work without a savepoint: if it fails, the transaction can only roll back. */
  private static <T extends @Nullable Object, E extends Throwable> T joined(
      ActiveTransaction active, LevelWork<T, E> work) throws E {
    try {
      return work.in(active.level());
    } catch (Throwable failure) {
      active.doom(failure);
      throw failure;
    }
  }

  private <T extends @Nullable Object, E extends Throwable> T nested(
      ActiveTransaction active, TransactionOptions options, LevelWork<T, E> work) throws E {
    Level outer = active.level();
    NestedWork.Nested savepoint = active.savepoint();
    Level level =
        active.enter(
            new Label(token, options.name()), Deadline.after(options.timeout().orElse(null)));
    try {
      T result = work.in(level);
      active.leave(level, outer, savepoint);
      return result;
    } catch (Throwable failure) {
      active.leaveAfter(failure, level, outer, savepoint);
      throw failure;
    }
  }

  private <T extends @Nullable Object, E extends Throwable> T outermost(
      @Nullable ActiveTransaction suspended,
      TransactionOptions options,
      boolean joins,
      LevelWork<T, E> work)
      throws E {
    Label label = new Label(token, options.name());
    Deadline deadline = Deadline.after(options.timeout().orElse(null));
    Attempts attempts =
        new Attempts(label, options.retry(), failures, deadline, threads.observer());
    while (true) {
      ActiveTransaction active = begin(label, suspended, options, joins, deadline, attempts);
      T result;
      boolean committed;
      try {
        threads.replace(active);
        try {
          result = work.in(active.root());
          active.prepareCommit();
        } finally {
          threads.replace(suspended);
        }
        committed = end(active, options);
      } catch (Throwable failure) {
        rollBack(active, failure);
        if (attempts.isToBeRepeated(failure)) {
          continue;
        }
        attempts.keepEarlier(failure);
        attempts.ended(active.isCommitUnknown() ? Outcome.UNKNOWN : Outcome.ROLLED_BACK);
        if (!active.isCommitUnknown()) {
          active.root().hooks().rolledBack(label);
        }
        throw failure;
      }
      attempts.ended(committed ? Outcome.COMMITTED : Outcome.ROLLED_BACK);
      if (committed) {
        active.root().hooks().committed(label);
      } else {
        active.root().hooks().rolledBack(label);
      }
      return result;
    }
  }

  private ActiveTransaction begin(
      Label label,
      @Nullable ActiveTransaction suspended,
      TransactionOptions options,
      boolean joins,
      @Nullable Deadline deadline,
      Attempts attempts) {
    try {
      boolean byReader = pools.isByReader(options);
      Opening opening = new Opening(label.name(), byReader);
      PhysicalConnection physical = new PhysicalConnection(label, open(label, opening));
      physical.begin(options);
      ActiveTransaction active =
          new ActiveTransaction(
              label,
              options,
              byReader,
              physical,
              opening.passed(),
              suspended,
              deadline,
              failures,
              threads.strays());
      if (joins && !active.isJoinedByDataSource()) {
        TransactionException refusal = notJoined(label);
        rollBack(active, refusal);
        throw refusal;
      }
      if (deadline != null && deadline.isOver()) {
        TransactionException late = label.failure(Reason.TIMEOUT, deadline.problem(), null);
        rollBack(active, late);
        throw late;
      }
      return active;
    } catch (RuntimeException | Error e) {
      attempts.keepEarlier(e);
      attempts.ended(Outcome.NOT_BEGUN);
      throw e;
    }
  }

  private Connection open(Label label, Opening opening) {
    ThreadConnections before = threads.replace(opening);
    try {
      Connection connection = pools.of(opening.isByReader()).getConnection();
      if (opening.isByReader() && threads.isJoined()) {
        opening.gave(connection);
      }
      return connection;
    } catch (SQLException e) {
      throw label.failure(Reason.BEGIN, "There is no connection; the cause says why.", e);
    } finally {
      threads.replace(before);
    }
  }

  /** Opens a connection outside any transaction of this thread. */
  private Connection openOutside() throws SQLException {
    ThreadConnections before = threads.replace(new Opening("", false));
    try {
      return pools.database().getConnection();
    } finally {
      threads.replace(before);
    }
  }

  /** Commits, or rolls back if that was asked for, and returns whether it has committed. */
  private boolean end(ActiveTransaction active, TransactionOptions options) {
    if (active.root().isRollbackAskedFor()) {
      rollBack(active, null);
      return false;
    }
    PhysicalConnection physical = active.physical();
    refuseClosed(active);
    if (failures.maySilentlyRollBack() && (!threads.isWatched() || active.mayHaveFailed())) {
      refuseSilentRollback(active);
    }
    refuseHalf(active);
    // A read-only transaction has no id, and a standby does not know where it writes.
    boolean resolving = options.isResolvingCommit() && !options.isReadOnly();
    CommitCheck check = resolving ? commitChecks.before(active) : null;
    try {
      commit(active);
    } catch (Throwable failure) {
      if (!failures.leavesCommitUnknown(failure) && physical.answers()) {
        throw active
            .label()
            .failure(
                Reason.COMMIT,
                "The database did not commit, and the transaction was rolled back; the cause says"
                    + " why.",
                failure);
      }
      active.ended();
      physical.discard();
      resolve(active, check, failure);
      return true;
    }
    active.ended();
    physical.restoreAndClose();
    return true;
  }

  /** Commits as a part of the transaction, for what asks whose commit it is. */
  private void commit(ActiveTransaction active) throws SQLException {
    ThreadConnections before = threads.replace(active.mark());
    try {
      active.physical().commit();
    } finally {
      threads.replace(before);
    }
  }

  /** Rolls back and returns the connection, as a part of the transaction, unless that was done. */
  private void rollBack(ActiveTransaction active, @Nullable Throwable failure) {
    ThreadConnections before = threads.replace(active.mark());
    try {
      active.rollBackAll(failure);
    } finally {
      threads.replace(before);
    }
  }

  /** Refuses what is known not to be committed, which would be called unknown otherwise. */
  private static void refuseClosed(ActiveTransaction active) {
    if (!active.isConnectionClosed()) {
      return;
    }
    SQLException last = active.lastFailure();
    SQLException cause = last;
    if (last == null || !Failures.isOfConnection(last)) {
      // What failed before need not have to do with the loss.
      cause = new SQLNonTransientConnectionException("The connection is closed.", "08003");
      if (last != null) {
        cause.addSuppressed(last);
      }
    }
    throw active
        .label()
        .failure(
            Reason.ROLLED_BACK,
            "It was rolled back, although its work returned: its connection was closed before the"
                + " commit, since it was lost or aborted.",
            cause);
  }

  /** Asks first, since the commit would return as if all was well. It costs a round trip. */
  private static void refuseSilentRollback(ActiveTransaction active) {
    try {
      active.physical().probe();
    } catch (SQLException e) {
      SQLException cause = active.lastFailure();
      throw active
          .label()
          .failure(
              Reason.ROLLED_BACK,
              "It was rolled back, although its work returned: a statement had failed, after which"
                  + " the database does not commit. The cause is that failure. To handle one, run"
                  + " the statement in a nested call.",
              cause == null ? e : cause);
    }
  }

  /** Refuses to commit what may have come after a rollback by the database, without the rest. */
  private void refuseHalf(ActiveTransaction active) {
    SQLException timeout = active.lockWaitTimeout();
    if (timeout != null && mayBeUndone(active)) {
      throw active
          .label()
          .failure(
              Reason.ROLLED_BACK,
              "It was rolled back, although its work returned: a statement had waited too long for"
                  + " a lock, and the server's innodb_rollback_on_timeout undoes the whole"
                  + " transaction then. The cause is that failure.",
              timeout);
    }
    SQLException stray = active.strayRollback();
    if (stray != null) {
      throw active
          .label()
          .failure(
              Reason.ROLLED_BACK,
              "It was rolled back, although its work returned: meanwhile, the database has ended a"
                  + " transaction on a thread that has no connection of its own, and it may be this"
                  + " one. The cause is that failure. Execute a transaction's statements on its"
                  + " thread.",
              stray);
    }
  }

  private static boolean mayBeUndone(ActiveTransaction active) {
    try {
      return active.physical().undoesAllOnLockWaitTimeout();
    } catch (SQLException e) {
      throw active
          .label()
          .failure(
              Reason.ROLLED_BACK,
              "After a lock wait timeout, the server could not be asked what it has undone.",
              e);
    }
  }

  /** Returns if the transaction is known to be committed after all, and throws otherwise. */
  private void resolve(ActiveTransaction active, @Nullable CommitCheck check, Throwable failure) {
    CommitCheck.Outcome outcome =
        check == null ? CommitCheck.Outcome.UNKNOWN : commitChecks.after(check, failure);
    Label label = active.label();
    if (outcome == CommitCheck.Outcome.ROLLED_BACK) {
      throw label.failure(
          Reason.COMMIT,
          "The connection failed while it committed, and the database has rolled back.",
          failure);
    }
    if (outcome == CommitCheck.Outcome.UNKNOWN) {
      active.commitUnknown();
      throw new CommitUnknownException(label.token(), label.name(), failure);
    }
  }

  @Override
  public String toString() {
    return token;
  }
}
