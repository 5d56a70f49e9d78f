package io.github.guicesql.transactor;

import com.google.inject.Key;
import com.google.inject.name.Names;
import io.github.guicesql.sqlmodule.SqlTokens;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions of one database. {@link TransactorModule} binds it as
 * {@code @Named("database.transactor") Transactor}.
 *
 * <p>While the work runs, everything on its thread that asks the contract's {@code DataSource} for
 * a connection gets the transaction's. Closing such a connection gives it back to the transaction;
 * a transaction that is run on it by JDBC's own methods becomes a savepoint. If the work returns,
 * the transaction commits; whatever it throws, even an {@link Error}, rolls back and is thrown on
 * unchanged. Other threads are outside.
 *
 * <p>A call inside a transaction of the same database is nested: a savepoint, unless the options
 * say otherwise, so that a failure that is caught undoes the nested call alone.
 *
 * <p>Failures of the transaction itself are {@link TransactionException}s. If one is a {@link
 * CommitUnknownException}, nobody knows whether the work was done.
 *
 * <p>Immutable and thread-safe. {@link #with} gives a transactor with other options and the same
 * transactions.
 */
public final class Transactor {

  /** The token of the default database's transactor. */
  public static final String TOKEN = "database.transactor";

  /** Work that returns a result. It gets its connections from the contract's data source. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, E extends Throwable> {
    /** Does the work. */
    T run() throws E;
  }

  /** Work without a result. */
  @FunctionalInterface
  public interface Action<E extends Throwable> {
    /** Does the work. */
    void run() throws E;
  }

  /** Work on a connection, which the transactor closes. */
  @FunctionalInterface
  public interface ConnectionWork<T extends @Nullable Object, E extends Throwable> {
    /** Does the work. */
    T with(Connection connection) throws E;
  }

  /** Work on a connection, which the transactor closes, without a result. */
  @FunctionalInterface
  public interface ConnectionAction<E extends Throwable> {
    /** Does the work. */
    void with(Connection connection) throws E;
  }

  private final Transactions transactions;
  private final TransactionOptions options;

  Transactor(Transactions transactions, TransactionOptions options) {
    this.transactions = transactions;
    this.options = options;
  }

  /** The token of a database's transactor, for use with {@code @Named}. */
  public static String token(SqlTokens database) {
    return database.name().isEmpty() ? TOKEN : "database." + database.name() + ".transactor";
  }

  /** The key of a database's transactor. */
  public static Key<Transactor> key(SqlTokens database) {
    return Key.get(Transactor.class, Names.named(token(database)));
  }

  /** Returns a transactor for the same database with these options, in place of its own. */
  public Transactor with(TransactionOptions newOptions) {
    return new Transactor(transactions, newOptions);
  }

  /** The options that the transactions have. */
  public TransactionOptions options() {
    return options;
  }

  /**
   * Runs work in a transaction and returns its result.
   *
   * @throws E what the work throws; the transaction was rolled back
   * @throws TransactionException if the transaction itself failed; with reason {@code NOT_JOINED}
   *     if the data source does not join, see {@link TransactorModule}
   */
  public <T extends @Nullable Object, E extends Throwable> T inTransaction(Work<T, E> work)
      throws E {
    return transactions.run(options, true, level -> work.run());
  }

  /**
   * Runs work without a result in a transaction. Otherwise like {@link #inTransaction(Work)}.
   *
   * @throws E what the work throws; the transaction was rolled back
   */
  public <E extends Throwable> void inTransaction(Action<E> work) throws E {
    transactions.<Boolean, E>run(
        options,
        true,
        level -> {
          work.run();
          return true;
        });
  }

  /**
   * Runs work on a connection of the transaction and returns its result. This needs no data source
   * that joins.
   *
   * @throws E what the work throws; the transaction was rolled back
   * @throws TransactionException if the transaction itself failed
   */
  public <T extends @Nullable Object, E extends Throwable> T withConnection(
      ConnectionWork<T, E> work) throws E {
    return transactions.run(options, false, level -> work.with(level.connection()));
  }

  /**
   * Runs work without a result on a connection of the transaction. Otherwise like {@link
   * #withConnection}.
   *
   * @throws E what the work throws; the transaction was rolled back
   */
  public <E extends Throwable> void useConnection(ConnectionAction<E> work) throws E {
    transactions.<Boolean, E>run(
        options,
        false,
        level -> {
          work.with(level.connection());
          return true;
        });
  }

  /** Whether this thread is in a transaction of this database. */
  public boolean isInTransaction() {
    return transactions.isActive();
  }

  /**
   * The transaction that this thread is in, or the nested call of it: for hooks, and to roll back
   * without a failure.
   *
   * @throws TransactionException with reason {@code NO_TRANSACTION} if there is none
   */
  public Transaction current() {
    return transactions.current(options);
  }

  /** Returns the token. */
  @Override
  public String toString() {
    return transactions.toString();
  }
}
