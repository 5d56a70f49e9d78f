package io.github.guicesql.transactor;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of a transaction. Immutable; each method that sets one returns a changed copy. Equal
 * by value.
 *
 * <p>A call inside a transaction belongs to that one. Its name, timeout and {@link #joining()} are
 * its own; an isolation level that is stronger than the transaction's is refused; read-only and
 * retry have no effect there.
 */
public final class TransactionOptions {

  /** What a call does if the thread is in a transaction already. */
  enum Nesting {
    SAVEPOINT,
    JOINING,
    REQUIRES_NEW
  }

  private static final TransactionOptions DEFAULTS =
      new TransactionOptions("", false, null, null, Retry.NEVER, Nesting.SAVEPOINT, false);

  private final String name;
  private final boolean readOnly;
  private final @Nullable Isolation isolation;
  private final @Nullable Duration timeout;
  private final Retry retry;
  private final Nesting nesting;
  private final boolean resolvingCommit;

  private TransactionOptions(
      String name,
      boolean readOnly,
      @Nullable Isolation isolation,
      @Nullable Duration timeout,
      Retry retry,
      Nesting nesting,
      boolean resolvingCommit) {
    this.name = name;
    this.readOnly = readOnly;
    this.isolation = isolation;
    this.timeout = timeout;
    this.retry = retry;
    this.nesting = nesting;
    this.resolvingCommit = resolvingCommit;
  }

  /**
   * Read-write, at the isolation level that the connection has, without a timeout or a name, tried
   * once, as a savepoint if nested.
   */
  public static TransactionOptions defaults() {
    return DEFAULTS;
  }

  /** Sets the name by which errors and logs mention the transaction. */
  public TransactionOptions withName(String newName) {
    return new TransactionOptions(
        newName, readOnly, isolation, timeout, retry, nesting, resolvingCommit);
  }

  /**
   * Makes the transaction read-only: the connection's {@code setReadOnly} is on while it runs. What
   * that prevents is the database's affair: PostgreSQL, MySQL and our SQLite refuse to write, H2
   * takes it as a hint.
   */
  public TransactionOptions readOnly() {
    return new TransactionOptions(name, true, isolation, timeout, retry, nesting, resolvingCommit);
  }

  /**
   * Sets the isolation level, and the connection's own is restored afterwards. A database that does
   * not have the level gives the next stronger one that it has.
   */
  public TransactionOptions withIsolation(Isolation newIsolation) {
    return new TransactionOptions(
        name, readOnly, newIsolation, timeout, retry, nesting, resolvingCommit);
  }

  /**
   * Sets the time that the whole transaction may take, retries included. Each statement that is
   * made in it gets what is left as its query timeout, in whole seconds rounded up; once the time
   * is over, no further statement is made and nothing is committed. It does not limit the wait for
   * a connection, which is the pool's to limit; if it is over afterwards, the work does not run. A
   * nested call's limits the statements on connections that are borrowed in it. There is no limit
   * by default.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TransactionOptions withTimeout(Duration newTimeout) {
    if (newTimeout.isNegative() || newTimeout.isZero()) {
      throw new IllegalArgumentException(
          "The timeout is " + newTimeout + "; it has to be positive. Leave it out for no limit.");
    }
    return new TransactionOptions(
        name, readOnly, isolation, newTimeout, retry, nesting, resolvingCommit);
  }

  /** Sets how the transaction is tried again after a failure that a repetition can cure. */
  public TransactionOptions withRetry(Retry newRetry) {
    return new TransactionOptions(
        name, readOnly, isolation, timeout, newRetry, nesting, resolvingCommit);
  }

  /**
   * Inside a transaction, the work belongs to it without a savepoint, which saves two round trips.
   * The price: if the work fails, the whole transaction rolls back, even if the failure is caught.
   */
  public TransactionOptions joining() {
    return new TransactionOptions(
        name, readOnly, isolation, timeout, retry, Nesting.JOINING, resolvingCommit);
  }

  /**
   * Inside a transaction, the work gets a transaction of its own on a second connection, and it
   * stays if the outer one rolls back. It sees nothing that the outer one has not committed, and
   * waits forever for a row that the outer one has locked, unless a timeout ends that. Where it
   * could only wait for its own thread it is refused: on SQLite, unless one of the two is
   * read-only, and if this thread holds all connections of the pool.
   */
  public TransactionOptions requiresNew() {
    return new TransactionOptions(
        name, readOnly, isolation, timeout, retry, Nesting.REQUIRES_NEW, resolvingCommit);
  }

  /**
   * If the connection is lost while {@code commit} runs, asks the database on another connection
   * what became of the transaction. This costs every commit a round trip, since the transaction's
   * id has to be known before it. It has an effect on PostgreSQL 13 and newer only, and none on a
   * read-only transaction; elsewhere, and if the server was restarted in between or another one
   * answers, the outcome stays unknown.
   */
  public TransactionOptions resolvingCommit() {
    return new TransactionOptions(name, readOnly, isolation, timeout, retry, nesting, true);
  }

  /** The name; empty by default. */
  public String name() {
    return name;
  }

  /** Whether the transaction is read-only. */
  public boolean isReadOnly() {
    return readOnly;
  }

  /** The isolation level, if one is asked for. */
  public Optional<Isolation> isolation() {
    return Optional.ofNullable(isolation);
  }

  /** The time that the whole transaction may take, if it is limited. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** How the transaction is tried again. */
  public Retry retry() {
    return retry;
  }

  Nesting nesting() {
    return nesting;
  }

  boolean isResolvingCommit() {
    return resolvingCommit;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionOptions that
        && name.equals(that.name)
        && readOnly == that.readOnly
        && isolation == that.isolation
        && Objects.equals(timeout, that.timeout)
        && retry.equals(that.retry)
        && nesting == that.nesting
        && resolvingCommit == that.resolvingCommit;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, readOnly, isolation, timeout, retry, nesting, resolvingCommit);
  }

  /** Returns the options for people. */
  @Override
  public String toString() {
    return "TransactionOptions(name="
        + name
        + ", readOnly="
        + readOnly
        + ", isolation="
        + isolation
        + ", timeout="
        + timeout
        + ", retry="
        + retry
        + ", "
        + nesting
        + (resolvingCommit ? ", resolvingCommit" : "")
        + ")";
  }
}
